package io.sonde.metrics;

import io.sonde.targets.ReadException.Reason;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times the runs of one collection, and those of its collector with them.
 *
 * <p>What it counts itself is not in Helidon's registry, which has a cost for each meter, and in
 * 4.4.0 removes the wrong one when another has more labels: {@link CollectionFamilies} exposes it
 * for as long as the collection is part of the configuration. The second reason ends with a Helidon
 * whose {@code remove(meter)} compares all tags; the first one stays. Thread-safe.
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

  /** Takes note of how many metrics matched nothing in the last run that succeeded. */
  public void unmatched(int metrics) {
    unmatched = metrics;
  }

  /** Runs that ended. */
  public long runs() {
    return runs.get();
  }

  /** Those of them that failed. */
  public long failures() {
    return failures.get();
  }

  /** What the last run took that read its target, in nanoseconds; empty before the first. */
  public OptionalLong lastNanos() {
    long nanos = lastNanos;
    return nanos == NEVER ? OptionalLong.empty() : OptionalLong.of(nanos);
  }

  /** How many metrics matched nothing in the last run that succeeded. */
  public int unmatched() {
    return unmatched;
  }
}
