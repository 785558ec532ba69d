package io.sonde.metrics;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Meter;
import io.helidon.metrics.api.Timer;
import io.sonde.targets.ReadException.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times the runs of one collector against all its targets.
 *
 * <pre>
 * sonde_collector_failures_total{collector="queues",reason="timeout"} 1.0
 * sonde_collection_duration_seconds_bucket{collector="queues",le="0.005"} 3
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class CollectorInstruments implements AutoCloseable {
  private final Map<Reason, Counter> failures = new EnumMap<>(Reason.class);
  private final Timer duration;
  private final Consumer<Meter> remove;

  /**
   * @param failures the counter of a reason
   * @param remove removes a meter from the registry
   */
  CollectorInstruments(Function<Reason, Counter> failures, Timer duration, Consumer<Meter> remove) {
    for (Reason reason : Reason.values()) {
      this.failures.put(reason, failures.apply(reason));
    }
    this.duration = duration;
    this.remove = remove;
  }

  /** The instruments of one more collection of the collector, all at 0. */
  public CollectionInstruments collection() {
    return new CollectionInstruments(this);
  }

  void failed(@Nullable Reason reason) {
    var counter = reason == null ? null : failures.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }

  void took(long nanos) {
    duration.record(nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Removes its metrics from the exposition, when the collector is no longer in the configuration.
   */
  @Override
  public void close() {
    failures.values().forEach(remove);
    remove.accept(duration);
  }
}
