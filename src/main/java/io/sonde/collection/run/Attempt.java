package io.sonde.collection.run;

import io.sonde.collection.journal.Failure;
import io.sonde.mapping.Mapping;
import io.sonde.mapping.ReadFacts;
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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The read of a run, after its wait at the gate: checks whether the target refused the credentials
 * before, reads the target, and hands the rows to the mapping.
 *
 * <p>For the reading thread. The thread of the deadline may call {@link #reading()} and {@link
 * #failed}.
 */
final class Attempt {
  /** So many names are kept, of which the closest to a path or pattern are suggested. */
  private static final int MOST_NAMES = 500;

  private final Job job;
  private final Reading reading;
  private final long begun;
  private int credentials;
  private int status;
  private long rows;

  /** The paths and patterns of the query: true once one has matched. */
  private final Map<String, Boolean> patterns = new LinkedHashMap<>();

  /** Names to suggest, for paths and patterns that the log does not have yet. */
  private final Map<String, Set<String>> instead = new HashMap<>();

  /**
   * Begins now.
   *
   * @param end the deadline, by the timer's clock
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

  /** Why the read waits for memory; when its time is up, this is why it failed. */
  Optional<Failure> shortage() {
    return reading.shortage().map(why -> new Failure(Reason.LIMIT, why));
  }

  /** The outcome of a read that failed for this reason. */
  Outcome failed(Failure failure, Mapping mapping) {
    long took = took();
    var facts = new ReadFacts(Duration.ofNanos(took), failure.status(), 0);
    return new Outcome.Failed(failure, took, mapping.failed(facts));
  }

  /** The time since it began, in nanoseconds. */
  private long took() {
    return now() - begun;
  }

  /**
   * Reads the target and makes an outcome of it. What is thrown is a failed read.
   *
   * @param claim asked once before an outcome is made; false when the run has an outcome already
   * @param tell takes the outcome
   */
  void read(Mapping mapping, BooleanSupplier claim, Consumer<Outcome> tell)
      throws ReadException, InterruptedException {
    // The credentials are read before the login: they may change while it is under way.
    credentials = job.gate().credentials();
    var refusal = refusal();
    if (refusal.isPresent()) {
      if (claim.getAsBoolean()) {
        tell.accept(new Outcome.Skipped(refusal.get()));
      }
      return;
    }
    var batch = mapping.begin();
    boolean applies = read(batch);
    long took = took();
    if (!applies) {
      if (claim.getAsBoolean()) {
        tell.accept(new Outcome.NotApplicable(took));
      }
      return;
    }
    try (var _ = reading.parsing()) {
      if (claim.getAsBoolean()) {
        var facts = new ReadFacts(Duration.ofNanos(took), status, rows);
        tell.accept(new Outcome.Succeeded(batch.finish(facts), unmatched(), took));
      }
    }
  }

  /** Why no login is tried: the target refused these credentials a short time ago. */
  private Optional<Failure> refusal() {
    return job.gate()
        .refusals()
        .reason(now(), credentials)
        .or(() -> job.refusals().reason(now(), credentials))
        .map(reason -> new Failure(Reason.AUTH, reason));
  }

  /** Reads the target; false when the target does not have what is asked for. */
  private boolean read(Mapping.Batch batch) throws ReadException, InterruptedException {
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
        // Noted also when the run has an outcome already: the credentials were refused.
        var refusals = e.isOfQuery() ? job.refusals() : job.gate().refusals();
        refusals.refused(now(), credentials);
      }
      throw e;
    }
  }

  /** Maps a row, with a share of the processor. */
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
  private Map<String, Set<String>> unmatched() {
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
