package io.sonde.web;

import io.sonde.collection.Fresh;
import io.sonde.collection.TargetCollection;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Collects on demand, with a rest between two runs of a collection: as long as the run before took,
 * a second at most. Clients that probe without a pause would otherwise take all of the processor,
 * and read the target all the time. Thread-safe.
 */
final class Rests {
  private static final long MOST = TimeUnit.SECONDS.toNanos(1);

  private final LongSupplier nanoTime;
  private final Map<TargetCollection, Long> until = new WeakHashMap<>(); // guarded by itself

  Rests(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Waits for the end of the rest and collects.
   *
   * @param bound the most that both may take
   * @return empty when the rest takes longer than that, or another run is under way
   */
  Optional<Fresh> collect(TargetCollection collection, Duration bound) throws InterruptedException {
    long rest = rest(collection);
    Duration left = bound.minusNanos(rest);
    if (!left.isPositive()) {
      return Optional.empty();
    }
    TimeUnit.NANOSECONDS.sleep(rest);
    long begun = nanoTime.getAsLong();
    Optional<Fresh> fresh = collection.collect(left);
    if (fresh.isPresent()) {
      long now = nanoTime.getAsLong();
      synchronized (until) {
        until.put(collection, now + Math.min(MOST, now - begun));
      }
    }
    return fresh;
  }

  private long rest(TargetCollection collection) {
    synchronized (until) {
      Long end = until.get(collection);
      return end == null ? 0 : Math.max(0, end - nanoTime.getAsLong());
    }
  }
}
