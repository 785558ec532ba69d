package io.sonde.metrics;

import io.sonde.targets.ReadException.Reason;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times the runs of one collection. Each run is also counted for its collector.
 *
 * <p>The counts of the collection are not in Helidon's registry: each meter there costs memory and
 * time, and Helidon 4.4.0 may remove a wrong meter, one with more labels. {@link
 * CollectionFamilies} exposes the counts while the collection is in the configuration. The second
 * reason ends with a Helidon whose {@code remove(meter)} compares all tags. Thread-safe.
 */
public final class CollectionInstruments {
  private static final long NEVER = -1;

  private final CollectorInstruments collector;
  private final AtomicLong runs = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile long lastNanos = NEVER;
  private volatile int unmatched;

  CollectionInstruments(CollectorInstruments collector) {
    this.collector = collector;
  }

  /**
   * Counts and times a run that ended.
   *
   * @param reason why it failed; null when it succeeded
   * @param nanos from its start to its outcome
   */
  public void ended(@Nullable Reason reason, long nanos) {
    count(reason);
    lastNanos = nanos;
    collector.took(nanos);
  }

  /** Counts a run that failed before it read its target. It has no duration. */
  public void skipped(Reason reason) {
    count(reason);
  }

  private void count(@Nullable Reason reason) {
    if (reason != null) {
      failures.incrementAndGet();
      collector.failed(reason);
    }
    runs.incrementAndGet();
  }

  /** Sets how many metrics matched nothing in the last successful run. */
  public void unmatched(int metrics) {
    unmatched = metrics;
  }

  /** Runs that ended. */
  public long runs() {
    return runs.get();
  }

  /** Runs that failed. */
  public long failures() {
    return failures.get();
  }

  /** The duration of the last run that read the target, in nanoseconds; empty before the first. */
  public OptionalLong lastNanos() {
    long nanos = lastNanos;
    return nanos == NEVER ? OptionalLong.empty() : OptionalLong.of(nanos);
  }

  /** How many metrics matched nothing in the last successful run. */
  public int unmatched() {
    return unmatched;
  }
}
