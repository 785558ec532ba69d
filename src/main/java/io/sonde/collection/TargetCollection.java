package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.Labels;
import io.sonde.collection.Latest.Exposed;
import io.sonde.collection.journal.Failure;
import io.sonde.collection.run.Job;
import io.sonde.collection.run.Outcome;
import io.sonde.collection.run.Run;
import io.sonde.collection.schedule.Schedule;
import io.sonde.collection.schedule.Turns;
import io.sonde.collection.status.CollectionStatus;
import io.sonde.mapping.Explainer;
import io.sonde.mapping.Mapping;
import io.sonde.metrics.CollectionFamilies;
import io.sonde.metrics.CollectionInstruments;
import io.sonde.targets.ReadException.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One collector against one target: its runs, never two at once, and what the latest of them
 * published. Thread-safe.
 *
 * <p>A turn, which the schedule gives it, begins a run. When one is under way already:
 *
 * <ul>
 *   <li>It has time left, or waits for its target: the turn is left out.
 *   <li>It is about to end, or was asked for on demand: the turn waits for its end.
 *   <li>Its read hangs, though it was given up: the turn is lost, and counts as {@code busy}.
 * </ul>
 */
public final class TargetCollection {
  /** How often who waits for the end of a run looks for himself. */
  private static final long LOOK_MILLIS = 100;

  private final Job job;
  private final CollectionInstruments instruments;
  private final Mapping mapping;
  private final Labels labels;
  private final Object publishing = new Object();
  private final History history = new History(); // guarded as publishing is
  private volatile Collisions collisions = Collisions.NONE;
  private volatile Latest latest = Latest.NOTHING;
  private volatile @Nullable Schedule schedule;
  private volatile boolean closed;

  // Guarded by this.
  private @Nullable Run run;
  private boolean onDemand;
  private boolean turnWaits;

  TargetCollection(Job job, CollectionInstruments instruments) {
    this.job = job;
    this.instruments = instruments;
    this.mapping = job.newMapping();
    this.labels = CollectionFamilies.labels(collector(), target());
  }

  /** The name of the collector. */
  public String collector() {
    return job.collector().name();
  }

  /** The name of the target. */
  public String target() {
    return job.target();
  }

  Job job() {
    return job;
  }

  // On demand.

  /**
   * Collects once, on demand, and waits for the outcome; publishes nothing and counts nothing. It
   * waits for the target as long as others read it, and then reads it for at most the collector's
   * timeout.
   *
   * @return empty when another run of the same collection is under way
   */
  public Optional<Fresh> collect() throws InterruptedException {
    return onDemand(job.once(), job.newMapping(), null);
  }

  /**
   * The same, which tells what it reads and what it makes of it.
   *
   * @param explainer a new one
   * @param bound as for {@link #collect(Duration)}; null to wait for as long as it takes
   */
  public Optional<Fresh> explain(Explainer explainer, @Nullable Duration bound)
      throws InterruptedException {
    return onDemand(job.explained(explainer), job.newMapping(explainer), bound);
  }

  /**
   * The same, bounded.
   *
   * @param bound the most that it may take, waiting for the target included; the collector's
   *     timeout when that is shorter
   */
  public Optional<Fresh> collect(Duration bound) throws InterruptedException {
    var timeout = job.collector().timeout();
    return onDemand(job.once(), job.newMapping(), bound.compareTo(timeout) < 0 ? bound : timeout);
  }

  private Optional<Fresh> onDemand(Job one, Mapping its, @Nullable Duration bound)
      throws InterruptedException {
    var outcome = new CompletableFuture<Outcome>();
    var begun = begin(one, its, outcome, bound);
    if (begun == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Fresh.of(one, outcome.get()));
    } catch (InterruptedException e) {
      begun.abandon();
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException("an outcome is never an exception", e);
    }
  }

  /** Begins once a run that is about to end has ended; null when another one is under way. */
  private @Nullable Run begin(
      Job one, Mapping its, CompletableFuture<Outcome> outcome, @Nullable Duration bound)
      throws InterruptedException {
    var most = bound == null ? job.collector().timeout() : bound;
    long end = System.nanoTime() + most.toNanos();
    Run next;
    synchronized (this) {
      while (phase() == Run.Phase.ENDING && System.nanoTime() - end < 0) {
        wait(LOOK_MILLIS);
      }
      if (closed || phase() != Run.Phase.ENDED) {
        return null;
      }
      var left = bound == null ? null : Duration.ofNanos(Math.max(1, end - System.nanoTime()));
      next = new Run(one, its, left, outcome::complete, this::ended, () -> closed);
      take(next);
      onDemand = true;
    }
    next.start();
    return next;
  }

  // By the schedule.

  /** Begins to take turns. */
  void start(long nanoTime, Duration window) {
    var turns = Turns.of(collector(), target(), job.collector().every(), nanoTime, window);
    schedule = Schedule.start(job.resources().timer(), turns, this::turn);
  }

  /** Takes no more turns; a run that is under way goes on. */
  void stop() {
    var started = schedule;
    if (started != null) {
      started.close();
    }
  }

  boolean started() {
    return schedule != null;
  }

  /** Its turn has come. Does not block. */
  void turn() {
    Run next = null;
    synchronized (this) {
      if (closed) {
        return;
      }
      switch (phase()) {
        case ENDED -> next = take(scheduled());
        case ENDING -> turnWaits = true;
        case UNDER_WAY -> turnWaits = onDemand;
        case HANGS -> busy();
      }
    }
    if (next != null) {
      next.start();
    }
  }

  /** True while a run takes what its target gives. */
  boolean underWay() {
    return phase() == Run.Phase.UNDER_WAY;
  }

  private Run.Phase phase() {
    var taken = run;
    return taken == null ? Run.Phase.ENDED : taken.phase();
  }

  private Run scheduled() {
    return new Run(job, mapping, null, this::publish, this::ended, () -> closed);
  }

  private Run take(Run next) {
    run = next;
    onDemand = false;
    turnWaits = false;
    return next;
  }

  private void busy() {
    publish(new Outcome.Skipped(new Failure(Reason.BUSY, "the read before has not ended yet")));
  }

  /** Nothing of a run is under way any more. */
  private void ended(Run which) {
    Run next = null;
    synchronized (this) {
      if (run != which) {
        return;
      }
      run = null;
      notifyAll();
      if (turnWaits && !closed) {
        next = take(scheduled());
      }
    }
    if (next != null) {
      next.start();
    }
  }

  // What it publishes.

  private Object publishing(Collisions others) {
    return others.concern(this) ? others : publishing;
  }

  /** Publishes an outcome in one step. */
  private void publish(Outcome outcome) {
    var others = collisions;
    // Those that may meet are judged and logged in one order.
    synchronized (publishing(others)) {
      if (closed) {
        return;
      }
      long now = now();
      var at = job.resources().timer().now();
      var before = latest;
      var after = before.after(outcome, now, at);
      var judgement =
          others.judge(
              this, new Moment(one -> (one == this ? after : one.latest).exposed(now, one.keep())));
      var collision = after.up() ? judgement.failure() : null;
      latest = collision == null ? after : after.withLastSuccess(before.lastSuccess());
      history.ended(outcome, collision, at);
      lookForUnmatched(outcome);
      count(outcome, collision);
      note(outcome, collision);
      others.dependents(this).forEach(one -> one.judgeAgain(others));
    }
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

  private void note(Outcome outcome, @Nullable Failure collision) {
    var journal = job.resources().journal();
    switch (outcome) {
      case Outcome.Succeeded _ when collision == null -> journal.works(job.logged());
      case Outcome.Succeeded _ -> journal.failed(job.logged(), collision, true);
      case Outcome.Failed(var why, _, _) -> journal.failed(job.logged(), why, true);
      case Outcome.NotApplicable _ ->
          journal.doesNotApply(job.logged(), Outcome.NotApplicable.MESSAGE);
      case Outcome.Skipped(var why) -> journal.failed(job.logged(), why, false);
    }
  }

  /** Another one has published what this one may have to leave out. */
  private void judgeAgain(Collisions others) {
    long now = now();
    if (latest.up()) {
      var judgement = others.judge(this, new Moment(one -> one.exposed(now)));
      history.judged(judgement.failure(), job.resources().timer().now());
      job.resources().journal().judged(job.logged(), judgement.failure());
    }
  }

  /** Takes its place among the collections of a set. */
  void join(Collisions others) {
    collisions = others;
  }

  /** What it would expose, if it were alone. */
  private Exposed exposed(long now) {
    return latest.exposed(now, keep());
  }

  // What it has to say.

  Latest latest() {
    return latest;
  }

  /** What is known of it now, for people. */
  public CollectionStatus status() {
    var others = collisions;
    synchronized (publishing(others)) {
      long now = now();
      var at = job.resources().timer().now();
      var known = latest;
      var judgement =
          others.judge(
              this, new Moment(one -> (one == this ? known : one.latest).exposed(now, one.keep())));
      var started = schedule;
      return history.status(
          job,
          known,
          judgement,
          at,
          started == null ? null : at.plusNanos(started.next(now) - now));
    }
  }

  Duration keep() {
    return job.collector().keep();
  }

  CollectionInstruments instruments() {
    return instruments;
  }

  Labels labels() {
    return labels;
  }

  /** True once a run has ended, or has had its time to. */
  boolean ready() {
    var started = schedule;
    return latest.ended()
        || (started != null && now() - started.first() >= job.collector().timeout().toNanos());
  }

  private long now() {
    return job.resources().timer().nanoTime();
  }

  // Its end.

  /** Lets nothing begin any more, nor begin to read, and publishes nothing more. */
  void close() {
    stop();
    synchronized (this) {
      closed = true;
    }
  }

  /** Gives up what is under way. */
  void abandon() {
    Run taken;
    synchronized (this) {
      taken = run;
    }
    if (taken != null) {
      taken.abandon();
    }
  }

  /** Interrupts what is under way. */
  void interrupt() {
    Run taken;
    synchronized (this) {
      taken = run;
    }
    if (taken != null) {
      taken.interrupt();
    }
  }

  /** Waits for the end of what is under way; false when it did not come in time. */
  synchronized boolean awaitEnd(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (phase() != Run.Phase.ENDED) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(Math.min(left, LOOK_MILLIS));
    }
    return true;
  }
}
