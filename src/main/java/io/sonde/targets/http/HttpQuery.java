package io.sonde.targets.http;

import io.sonde.targets.Fields;
import io.sonde.targets.ParameterRow;
import io.sonde.targets.Query;
import io.sonde.targets.ReadException;
import io.sonde.targets.Reading;
import io.sonde.targets.Row;
import io.sonde.targets.Sink;
import io.sonde.targets.http.body.HeldMemory;
import io.sonde.targets.http.config.HttpQueryConfig;
import io.sonde.targets.http.config.HttpQueryConfig.Pages;
import io.sonde.targets.http.format.BodyRows;
import io.sonde.targets.http.format.Format;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The query of one collector at one HTTP target: its requests, and the rows of their answers.
 * Prepared once; thread-safe.
 */
final class HttpQuery implements Query {
  private final HttpParts parts;
  private final HttpQueryConfig query;

  /** Null when no field of the answer is wanted: the answer is only timed. */
  private final @Nullable BodyRows rows;

  HttpQuery(HttpParts parts, HttpQueryConfig query, Fields fields) {
    this.parts = parts;
    this.query = query;
    this.rows =
        isOnlyTimed(query, fields)
            ? null
            : BodyRows.of(
                query.format(),
                fields,
                query.pages() instanceof Pages.Next(var next, _) ? next : null);
  }

  private static boolean isOnlyTimed(HttpQueryConfig query, Fields fields) {
    return !fields.isAll()
        && fields.names().isEmpty()
        && query.pages() == null
        && query.format() instanceof Format.ByContentType(String rows)
        && rows.equals("$");
  }

  @Override
  public int read(Reading reading, Sink sink) throws ReadException, InterruptedException {
    HttpSession session = parts.sessions().take();
    try {
      HttpCall call = new HttpCall(parts, session, reading);
      List<Map<String, String>> all =
          query.parameters().isEmpty() ? List.of(Map.of()) : query.parameters();
      int status = 0;
      for (Map<String, String> parameters : all) {
        HttpQueryConfig filled = Placeholders.filled(query, parameters);
        status = pages(call, filled, ParameterRow.sink(parameters, sink));
      }
      return status;
    } finally {
      parts.sessions().giveBack(session);
    }
  }

  private int pages(HttpCall call, HttpQueryConfig filled, Sink sink)
      throws ReadException, InterruptedException {
    Hop whole =
        parts.requests().home(filled.method(), filled.path(), filled.body(), filled.headers());
    Pager pager = new Pager(query.pages());
    Hop hop = pager.first(whole);
    int status = 0;
    while (hop != null) {
      CountingSink counting = new CountingSink(sink);
      try (HttpAnswer answer = call.answer(hop, query.format().accept())) {
        status = answer.status();
        String next = rows(answer, call, counting);
        hop = pager.next(whole, answer, next, counting.rows, answer.hash());
      }
    }
    return status;
  }

  private @Nullable String rows(HttpAnswer answer, HttpCall call, Sink sink)
      throws ReadException, InterruptedException {
    if (answer.status() == 204) {
      return null;
    }
    try {
      if (rows == null) {
        answer.drain();
        sink.row(field -> {
          throw new IllegalArgumentException("field '" + field + "' was not asked for");
        });
        return null;
      }
      try (var _ = call.reading().parsing();
          HeldMemory memory = new HeldMemory(call.reading())) {
        return rows.read(answer.content(call.text()), memory, sink);
      }
    } catch (ReadException e) {
      throw new ReadException(e.reason(), answer.status(), String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      answer.giveUp();
      throw e;
    } catch (IOException e) {
      if (Thread.interrupted() || e.getCause() instanceof InterruptedException) {
        answer.giveUp();
        throw (InterruptedException) new InterruptedException("interrupted").initCause(e);
      }
      throw HttpFailures.ofBody(answer, call.reading(), e);
    }
  }

  /** Counts the rows of one page. */
  private static final class CountingSink implements Sink {
    private final Sink sink;
    private long rows;

    CountingSink(Sink sink) {
      this.sink = sink;
    }

    @Override
    public void row(Row row) throws ReadException {
      rows++;
      sink.row(row);
    }

    @Override
    public void outline(Map<String, String> outline) {
      sink.outline(outline);
    }

    @Override
    public void matched(String pattern, boolean any, Supplier<Set<String>> instead) {
      sink.matched(pattern, any, instead);
    }
  }
}
