package io.sonde.targets.http;

import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Sink;
import io.sonde.targets.http.body.Allowance;
import io.sonde.targets.http.body.BodyException;
import io.sonde.targets.http.body.Content;
import io.sonde.targets.http.body.Holding;
import io.sonde.targets.http.json.JsonRows;
import java.io.IOException;

/**
 * What a collector asks of one HTTP target: a request, and the rows in its answer. Prepared once;
 * thread-safe.
 */
final class HttpQuery implements Query {
  private final HttpConfig config;
  private final HttpQueryConfig query;
  private final HttpRequests requests;
  private final HttpSessions sessions;
  private final boolean isOnlyTimed;
  private final JsonRows rows;

  HttpQuery(
      HttpConfig config,
      HttpQueryConfig query,
      Fields fields,
      HttpRequests requests,
      HttpSessions sessions) {
    this.config = config;
    this.query = query;
    this.requests = requests;
    this.sessions = sessions;
    this.isOnlyTimed = !fields.isAll() && fields.names().isEmpty() && query.rows().equals("$");
    this.rows = new JsonRows(query.rows(), fields, null);
  }

  @Override
  public int read(Reading reading, Sink sink) throws ReadException, InterruptedException {
    HttpSession session = sessions.take();
    try {
      HttpCall call = new HttpCall(config, requests, session, reading);
      try (HttpAnswer answer = call.answer(requests.first(query))) {
        int status = answer.status();
        hand(answer, reading, sink);
        return status;
      }
    } finally {
      sessions.giveBack(session);
    }
  }

  private void hand(HttpAnswer answer, Reading reading, Sink sink)
      throws ReadException, InterruptedException {
    if (answer.status() == 204) {
      return;
    }
    try {
      if (isOnlyTimed) {
        answer.drain();
        sink.row(field -> {
          throw new IllegalArgumentException("field '" + field + "' was not asked for");
        });
        return;
      }
      Allowance text = Allowance.ofText(config.maxBody());
      try (var _ = reading.parsing();
          Holding memory = new Holding(reading)) {
        Content content = answer.content(text);
        if (content.type().isPage()) {
          throw new BodyException(
              Reason.READ, "expected JSON, found " + content.type().shown(), null);
        }
        var _ = rows.read(content.text(), memory, sink);
      }
    } catch (ReadException e) {
      throw new ReadException(e.reason(), answer.status(), String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw HttpFailures.ofBody(answer, reading, e);
    }
  }
}
