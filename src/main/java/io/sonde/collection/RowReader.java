package io.sonde.collection;

import io.sonde.collection.journal.Failure;
import io.sonde.collection.run.Gate;
import io.sonde.collection.run.Job;
import io.sonde.collection.run.Outcome;
import io.sonde.collection.run.Owner;
import io.sonde.collection.run.Resources;
import io.sonde.collection.run.Run;
import io.sonde.config.CollectorConfig;
import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Row;
import io.sonde.targets.Sink;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads rows of a target without making metrics of them. Reads take turns with the collections of
 * the target, and have the bounds and the deadline of a run. Thread-safe.
 */
public final class RowReader {
  /** The maximum length of all texts of a read, which are kept: a row's memory is given back. */
  private static final long MOST_CHARACTERS = 4 << 20;

  private final CollectorConfig asking;
  private final Gate gate;
  private final Set<String> fields;
  private final Resources resources;
  private final Query query;

  RowReader(CollectorConfig asking, Gate gate, Set<String> fields, Resources resources) {
    this.asking = asking;
    this.gate = gate;
    this.fields = Set.copyOf(fields);
    this.resources = resources;
    this.query = gate.target().prepare(asking.query(), Fields.of(fields));
  }

  /** A read that failed. The message is the one that the log would have. */
  public static final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    FailedException(String message) {
      super(message);
    }
  }

  /**
   * Reads once.
   *
   * @param most the read fails when there are more rows
   * @return for each row the fields that have a value, as texts
   */
  public List<Map<String, String>> read(int most) throws FailedException, InterruptedException {
    var rows = new ArrayList<Map<String, String>>();
    var outcome = new CompletableFuture<Outcome>();
    var job = Job.of(asking, (reading, _) -> read(reading, rows, most), gate, resources);
    var run = new Run(job, job.newMapping(), null, outcome::complete, Owner.NONE);
    run.start();
    try {
      return switch (outcome.get()) {
        case Outcome.Succeeded _ -> List.copyOf(rows);
        case Outcome.NotApplicable _ ->
            throw new FailedException("the target does not have what is asked for");
        case Outcome.Failed failed -> throw failure(failed.failure());
        case Outcome.Skipped skipped -> throw failure(skipped.failure());
      };
    } catch (InterruptedException e) {
      run.abandon();
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException("an outcome is never an exception", e);
    }
  }

  private static FailedException failure(Failure why) {
    return new FailedException(why.reason().label() + ": " + why.message());
  }

  private int read(Reading reading, List<Map<String, String>> rows, int most)
      throws ReadException, InterruptedException {
    var characters = new AtomicLong();
    Sink take =
        row -> {
          if (rows.size() == most) {
            throw new ReadException(
                Reason.LIMIT, "expected at most " + most + " rows, found more", null);
          }
          Map<String, String> texts = texts(row);
          int length = texts.values().stream().mapToInt(String::length).sum();
          if (characters.addAndGet(length) > MOST_CHARACTERS) {
            throw new ReadException(
                Reason.LIMIT,
                "expected at most 4,194,304 characters in the fields of all rows, found more",
                null);
          }
          rows.add(texts);
        };
    return query.read(reading, take);
  }

  private Map<String, String> texts(Row row) throws ReadException {
    var texts = new LinkedHashMap<String, String>();
    for (String field : fields) {
      Object value = row.field(field);
      if (value != null) {
        texts.put(field, text(value));
      }
    }
    return texts;
  }

  private static String text(Object value) {
    return switch (value) {
      case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
          Long.toString(number.longValue());
      case BigDecimal number -> number.stripTrailingZeros().toPlainString();
      default -> value.toString();
    };
  }
}
