package io.sonde.collection;

import io.sonde.collection.journal.Failure;
import io.sonde.collection.run.Job;
import io.sonde.collection.run.Outcome;
import io.sonde.collection.schedule.Schedule;
import io.sonde.collection.status.CollectionStatus;
import io.sonde.metrics.CollectionInstruments;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of a collection came to: the samples to expose, the counters, the log, and the
 * facts of the status page. An outcome changes all of them in one step.
 *
 * <p>The lock: a collection that may give the same series as others shares the monitor of {@link
 * Collisions} with them, so that all of them are judged and logged in one order. Any other
 * collection has a lock of its own. Scrapes take no lock, they read {@link #latest()}. Thread-safe.
 */
final class OutcomeRecorder {
  private final TargetCollection owner;
  private final Job job;
  private final CollectionInstruments instruments;
  private final Object own = new Object();
  private final RunHistory history = new RunHistory(); // guarded by lock(…)
  private volatile Collisions collisions = Collisions.NONE;
  private volatile LatestResult latest = LatestResult.NOTHING;
  private volatile boolean closed;

  OutcomeRecorder(TargetCollection owner, Job job, CollectionInstruments instruments) {
    this.owner = owner;
    this.job = job;
    this.instruments = instruments;
  }

  private Object lock(Collisions others) {
    return others.concern(owner) ? others : own;
  }

  /** Takes its place among the collections of a set. */
  void join(Collisions others) {
    collisions = others;
  }

  /** What is known after the last run. */
  LatestResult latest() {
    return latest;
  }

  /** Takes the outcome of a run. */
  void publish(Outcome outcome) {
    var others = collisions;
    synchronized (lock(others)) {
      if (closed) {
        return;
      }
      long now = now();
      var at = time();
      var before = latest;
      var after = before.after(outcome, now, at);
      var collision = after.up() ? others.judge(owner, moment(now, after)).failure() : null;
      latest = collision == null ? after : after.withLastSuccess(before.lastSuccess());
      history.ended(outcome, collision, at);
      lookForUnmatched(outcome);
      count(outcome, collision);
      log(outcome, collision);
      others.dependents(owner).forEach(one -> one.results().judgeAgain(others));
    }
  }

  /** What each collection would expose by itself; for the owner that of this state. */
  private ExposedSamples moment(long now, LatestResult state) {
    return new ExposedSamples(
        one -> (one.equals(owner) ? state : one.results().latest).exposed(now, one.keep()));
  }

  private void lookForUnmatched(Outcome outcome) {
    if (outcome instanceof Outcome.Succeeded(var published, var unmatched, _)) {
      var verdict = job.unmatched().judge(published.facts(), unmatched);
      instruments.unmatched(verdict.metrics());
      if (verdict.message() != null) {
        job.resources().journal().unmatched(job.logged(), verdict.message(), verdict.metrics());
      }
    }
  }

  private void count(Outcome outcome, @Nullable Failure collision) {
    switch (outcome) {
      case Outcome.Succeeded(_, _, var nanos) ->
          instruments.ended(collision == null ? null : collision.reason(), nanos);
      case Outcome.Failed(var why, var nanos, _) -> instruments.ended(why.reason(), nanos);
      case Outcome.NotApplicable(var nanos) -> instruments.ended(null, nanos);
      case Outcome.Skipped(var why) -> instruments.skipped(why.reason());
    }
  }

  private void log(Outcome outcome, @Nullable Failure collision) {
    var journal = job.resources().journal();
    var logged = job.logged();
    switch (outcome) {
      case Outcome.Succeeded _ when collision == null -> journal.works(logged);
      case Outcome.Succeeded _ -> journal.failed(logged, collision, true);
      case Outcome.Failed(var why, _, _) -> journal.failed(logged, why, true);
      case Outcome.NotApplicable _ -> journal.doesNotApply(logged, Outcome.NotApplicable.MESSAGE);
      case Outcome.Skipped(var why) -> journal.failed(logged, why, false);
    }
  }

  /** Another collection has published series that this one may have to leave out. */
  private void judgeAgain(Collisions others) {
    long now = now();
    var known = latest;
    if (known.up()) {
      var collision = others.judge(owner, moment(now, known)).failure();
      history.judged(collision, time());
      job.resources().journal().judged(job.logged(), collision);
    }
  }

  /**
   * What is known of the collection now, for people.
   *
   * @param schedule of the collection; null before it has one
   */
  CollectionStatus status(@Nullable Schedule schedule) {
    var others = collisions;
    synchronized (lock(others)) {
      long now = now();
      var at = time();
      var known = latest;
      return history.status(
          job,
          known,
          others.judge(owner, moment(now, known)),
          at,
          schedule == null ? null : at.plusNanos(schedule.next(now) - now));
    }
  }

  /** Publishes nothing more. */
  void close() {
    closed = true;
  }

  private long now() {
    return job.resources().timer().nanoTime();
  }

  private Instant time() {
    return job.resources().timer().now();
  }
}
