package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.Labels;
import io.sonde.collection.run.Job;
import io.sonde.collection.run.Outcome;
import io.sonde.collection.schedule.Schedule;
import io.sonde.collection.schedule.ScheduledTimes;
import io.sonde.collection.status.CollectionStatus;
import io.sonde.mapping.Explainer;
import io.sonde.mapping.Mapping;
import io.sonde.metrics.CollectionFamilies;
import io.sonde.metrics.CollectionInstruments;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One collector against one target.
 *
 * <ul>
 *   <li>{@link Schedule} gives it turns.
 *   <li>{@link RunSlot} has its run, and says what a turn does in each state of that run.
 *   <li>{@link OutcomeRecorder} takes the outcome of each run.
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class TargetCollection {
  private final Job job;
  private final CollectionInstruments instruments;
  private final Labels labels;
  private final OutcomeRecorder results;
  private final RunSlot slot;
  private volatile @Nullable Schedule schedule;

  TargetCollection(Job job, CollectionInstruments instruments) {
    this.job = job;
    this.instruments = instruments;
    this.labels = CollectionFamilies.labels(collector(), target());
    this.results = new OutcomeRecorder(this, job, instruments);
    this.slot = new RunSlot(job, job.newMapping(), results::publish);
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

  OutcomeRecorder results() {
    return results;
  }

  /** How long its samples outlive failures. */
  Duration keep() {
    return job.collector().keep();
  }

  CollectionInstruments instruments() {
    return instruments;
  }

  Labels labels() {
    return labels;
  }

  // Runs on demand.

  /**
   * Collects once, on demand, and waits for the outcome. Publishes nothing and counts nothing. It
   * waits for the target as long as others read it, and then reads it for at most the collector's
   * timeout.
   *
   * @return empty when another run of the same collection is under way
   */
  public Optional<OnDemandResult> collect() throws InterruptedException {
    return onDemand(job.once(), job.newMapping(), null);
  }

  /**
   * The same with a bound.
   *
   * @param bound the most that it may take, waiting for the target included; the collector's
   *     timeout when that is shorter
   */
  public Optional<OnDemandResult> collect(Duration bound) throws InterruptedException {
    var timeout = job.collector().timeout();
    return onDemand(job.once(), job.newMapping(), bound.compareTo(timeout) < 0 ? bound : timeout);
  }

  /**
   * The same, and tells what it reads and which samples it makes of it.
   *
   * @param explainer a new one
   * @param bound as for {@link #collect(Duration)}; null to wait for as long as it takes
   */
  public Optional<OnDemandResult> explain(Explainer explainer, @Nullable Duration bound)
      throws InterruptedException {
    return onDemand(job.explained(explainer), job.newMapping(explainer), bound);
  }

  private Optional<OnDemandResult> onDemand(Job one, Mapping its, @Nullable Duration bound)
      throws InterruptedException {
    var outcome = new CompletableFuture<Outcome>();
    var run = slot.begin(one, its, outcome::complete, bound);
    if (run == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(OnDemandResult.of(one, outcome.get()));
    } catch (InterruptedException e) {
      run.abandon();
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException("an outcome is never an exception", e);
    }
  }

  // The schedule.

  /** Begins to take turns. */
  void start(long nanoTime, Duration window) {
    var turns = ScheduledTimes.of(collector(), target(), job.collector().every(), nanoTime, window);
    schedule = Schedule.start(job.resources().timer(), turns, this::turn);
  }

  /** Takes no more turns. A run that is under way goes on. */
  void stop() {
    var started = schedule;
    if (started != null) {
      started.close();
    }
  }

  boolean started() {
    return schedule != null;
  }

  /** A turn of the schedule. Does not block. */
  void turn() {
    slot.turn();
  }

  /** True while a run waits for the target or reads it. */
  boolean underWay() {
    return slot.underWay();
  }

  // The results.

  /** Takes its place among the collections of a set. */
  void join(Collisions others) {
    results.join(others);
  }

  /** What is known of it now, for people. */
  public CollectionStatus status() {
    return results.status(schedule);
  }

  /** True once a run has ended, or has had the time to end. */
  boolean ready() {
    var started = schedule;
    return results.latest().ended()
        || (started != null
            && job.resources().timer().nanoTime() - started.first()
                >= job.collector().timeout().toNanos());
  }

  // The end.

  /** Lets no run begin any more, nor begin to read, and publishes nothing more. */
  void close() {
    stop();
    slot.close();
    results.close();
  }

  /** Gives up the run that is under way. */
  void abandon() {
    slot.abandon();
  }

  /** Interrupts the run that is under way. */
  void interrupt() {
    slot.interrupt();
  }

  /** Waits for the end of the run that is under way; false when it did not come in time. */
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return slot.awaitEnd(timeout);
  }
}
