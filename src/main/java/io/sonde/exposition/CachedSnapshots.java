package io.sonde.exposition;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps snapshots that are costly to take for a while, then takes new ones. Thread-safe. */
final class CachedSnapshots implements Supplier<MetricSnapshots> {
  private final long nanos;
  private final LongSupplier nanoTime;
  private final Supplier<MetricSnapshots> snapshots;

  // Guarded by this.
  private @Nullable MetricSnapshots last;
  private long taken;

  /**
   * @param nanos how long snapshots are used
   */
  CachedSnapshots(long nanos, LongSupplier nanoTime, Supplier<MetricSnapshots> snapshots) {
    this.nanos = nanos;
    this.nanoTime = nanoTime;
    this.snapshots = snapshots;
  }

  @Override
  public synchronized MetricSnapshots get() {
    long now = nanoTime.getAsLong();
    MetricSnapshots present = last;
    if (present == null || now - taken >= nanos) {
      present = snapshots.get();
      last = present;
      taken = now;
    }
    return present;
  }
}
