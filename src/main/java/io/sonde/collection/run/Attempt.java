package io.sonde.collection.run;

import io.sonde.collection.journal.Failure;
import io.sonde.mapping.Facts;
import io.sonde.mapping.Mapping;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Row;
import io.sonde.targets.Sink;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A run's read of its target, from the end of waiting for it: what is asked, with which
 * credentials, and the rows on their way to the mapping.
 *
 * <p>For the reading thread alone; the deadline's may ask for its {@link #reading()} and make it
 * {@linkplain #failed fail}.
 */
final class Attempt {
  /** So many names are kept to suggest some in place of a path or pattern. */
  private static final int MOST_NAMES = 500;

  private final Job job;
  private final Reading reading;
  private final long begun;
  private int credentials;
  private int status;
  private long rows;

  /** The paths and patterns of the query: true once one has matched. */
  private final Map<String, Boolean> patterns = new LinkedHashMap<>();

  /** What those could be that the log has not been told of. */
  private final Map<String, Set<String>> instead = new HashMap<>();

  /**
   * Begins now.
   *
   * @param end when its time is up, by the timer's clock
   */
  Attempt(Job job, long end) {
    var resources = job.resources();
    this.job = job;
    this.begun = resources.timer().nanoTime();
    this.reading =
        new Reading(resources.timer()::nanoTime, end, resources.processor(), resources.memory());
  }

  Reading reading() {
    return reading;
  }

  /** What it comes to when it failed for this reason. */
  Outcome failed(Failure failure, Mapping mapping) {
    long took = took();
    var facts = new Facts(Duration.ofNanos(took), failure.status(), 0);
    return new Outcome.Failed(failure, took, mapping.failed(facts));
  }

  /** The time since it began, in nanoseconds. */
  long took() {
    return now() - begun;
  }

  /** What is known of the read as a whole. */
  Facts facts(long nanos) {
    return new Facts(Duration.ofNanos(nanos), status, rows);
  }

  /**
   * Why the target is better left alone: it refused the credentials, and they have not changed
   * since. To be asked before {@link #read}, so that credentials that change during a login are not
   * taken for those that were refused.
   */
  Optional<Failure> refusal() {
    credentials = job.gate().credentials();
    return job.gate()
        .refusals()
        .reason(now(), credentials)
        .or(() -> job.refusals().reason(now(), credentials))
        .map(reason -> new Failure(Reason.AUTH, reason));
  }

  /**
   * Reads the target, and takes note of what became of the credentials.
   *
   * @return false when the target has not what is asked for
   */
  boolean read(Mapping.Batch batch) throws ReadException, InterruptedException {
    try {
      boolean applies = job.query().applies(reading);
      if (applies) {
        status = job.query().read(reading, new Rows(batch));
      }
      job.gate().refusals().accepted();
      job.refusals().accepted();
      return applies;
    } catch (ReadException e) {
      if (e.reason() == Reason.AUTH) {
        // Even when it is too late for the outcome: they were refused.
        var refusals = e.isOfQuery() ? job.refusals() : job.gate().refusals();
        refusals.refused(now(), credentials);
      }
      throw e;
    }
  }

  /** A row has its share of the processor for as long as its mapping takes. */
  private void take(Mapping.Batch batch, Row row) throws ReadException {
    if (reading.cancelled()) {
      throw new ReadException(Reason.TIMEOUT, "cancelled", null);
    }
    try (var _ = reading.parsing()) {
      if (rows == 0 && job.unmatched().wantsNames()) {
        job.unmatched().names(row.names());
      }
      batch.row(row);
      rows++;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReadException(Reason.READ, "interrupted", e);
    }
  }

  private final class Rows implements Sink {
    private final Mapping.Batch batch;

    Rows(Mapping.Batch batch) {
      this.batch = batch;
    }

    @Override
    public void row(Row row) throws ReadException {
      take(batch, row);
    }

    @Override
    public void matched(String pattern, boolean any, Supplier<Set<String>> names) {
      boolean once = patterns.merge(pattern, any, Boolean::logicalOr);
      if (once) {
        return;
      }
      if (job.unmatched().wantsInstead(pattern)) {
        instead.put(pattern, new LinkedHashSet<>());
      }
      Set<String> known = instead.get(pattern);
      if (known != null && known.size() < MOST_NAMES) {
        known.addAll(names.get());
      }
    }
  }

  /** The paths and patterns that matched in no answer, each with what it could be. */
  Map<String, Set<String>> unmatched() {
    var unmatched = new LinkedHashMap<String, Set<String>>();
    patterns.forEach((pattern, any) -> {
      if (!any) {
        unmatched.put(pattern, instead.getOrDefault(pattern, Set.of()));
      }
    });
    return unmatched;
  }

  private long now() {
    return job.resources().timer().nanoTime();
  }
}
