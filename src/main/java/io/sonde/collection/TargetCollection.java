package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.mapping.Mapping;
import io.sonde.metrics.CollectionInstruments;
import io.sonde.targets.ReadException.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One collector against one target: its collections, never two at once, and what the latest of them
 * published. Thread-safe.
 */
public final class TargetCollection {
  /** Within this, a run that has an outcome has ended; unless its read hangs. */
  private static final Duration SETTLED = Duration.ofMillis(100);

  private final Source source;
  private final CollectionInstruments instruments;
  private final Mapping mapping;
  private final Labels labels;
  private final Slot slot;
  private volatile Latest latest = Latest.NOTHING;
  private volatile @Nullable Long firstTurn;

  TargetCollection(Source source, CollectionInstruments instruments) {
    this.source = source;
    this.instruments = instruments;
    this.mapping = newMapping();
    this.labels = Gauges.labels(collector(), target());
    this.slot = new Slot(this::scheduled, this::busy);
  }

  /** The name of the collector. */
  public String collector() {
    return source.collector().name();
  }

  /** The name of the target. */
  public String target() {
    return source.target().name();
  }

  Duration every() {
    return source.collector().every();
  }

  // On demand.

  /**
   * Collects once, on demand, and waits for the outcome. It takes the turn of the collection,
   * publishes nothing and counts nothing. It waits for the target as long as others read it, and
   * then reads it for at most the collector's timeout.
   *
   * @return empty when the turn is taken: another collection of the same is under way
   */
  public Optional<Fresh> collect() throws InterruptedException {
    return onDemand(null);
  }

  /**
   * The same, bounded.
   *
   * @param bound the most that it may take, waiting for the target included; the collector's
   *     timeout when that is shorter
   */
  public Optional<Fresh> collect(Duration bound) throws InterruptedException {
    var timeout = source.collector().timeout();
    return onDemand(bound.compareTo(timeout) < 0 ? bound : timeout);
  }

  private Optional<Fresh> onDemand(@Nullable Duration bound) throws InterruptedException {
    var outcome = new CompletableFuture<Outcome>();
    var run = new Run(source, newMapping(), slot, outcome::complete, bound);
    if (!slot.begin(run)) {
      return Optional.empty();
    }
    try {
      var fresh = Fresh.of(source, outcome.get());
      // Who asks again at once must not be told that this one is still under way.
      slot.awaitEnd(run, SETTLED);
      return Optional.of(fresh);
    } catch (InterruptedException e) {
      run.abandon();
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException("an outcome is never an exception", e);
    }
  }

  // By the schedule.

  /**
   * Says when its first turn comes, by the monotonic clock: from then on it has its timeout to
   * become {@link #ready()}.
   */
  void expectTurn(long nanoTime) {
    firstTurn = nanoTime;
  }

  /** Its turn has come. Does not block. */
  void turn() {
    slot.turn();
  }

  private Run scheduled() {
    return new Run(source, mapping, slot, this::ended, null);
  }

  private void busy() {
    ended(new Outcome.Skipped(Reason.BUSY, "the read before has not ended yet"));
  }

  /** Publishes an outcome in one step; the slot sees to it that they come one after the other. */
  private void ended(Outcome outcome) {
    if (slot.closed()) {
      return;
    }
    var before = latest;
    latest = before.after(outcome, now(), source.timer().now());
    switch (outcome) {
      case Outcome.Succeeded(_, var nanos) -> instruments.ended(null, nanos);
      case Outcome.Failed(var reason, _, var nanos, _) -> instruments.ended(reason.label(), nanos);
      case Outcome.NotApplicable(var nanos) -> instruments.ended(null, nanos);
      case Outcome.Skipped(var reason, _) -> instruments.skipped(reason.label());
    }
    source.journal().note(source, before, outcome);
  }

  // What it has to say.

  /** The samples to expose now. */
  Stream<MetricSnapshot> samples() {
    return latest.samples(now(), source.collector().keep());
  }

  /** Adds what it says of itself. */
  void describe(Gauges gauges) {
    gauges.add(labels, latest, now(), source.collector().keep());
  }

  /** True once a collection has ended, or has had its time to. */
  boolean ready() {
    var first = firstTurn;
    return latest.ended()
        || (first != null && now() - first >= source.collector().timeout().toNanos());
  }

  /** Its run, if one is under way. */
  Slot slot() {
    return slot;
  }

  private Mapping newMapping() {
    return new Mapping(source.collector(), target(), source.timer()::nanoTime);
  }

  private long now() {
    return source.timer().nanoTime();
  }
}
