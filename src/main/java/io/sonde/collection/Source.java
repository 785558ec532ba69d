package io.sonde.collection;

import io.sonde.config.CollectorConfig;
import io.sonde.targets.Query;
import io.sonde.targets.ReadMemory;
import io.sonde.targets.Target;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * What a collection reads, and what it shares with others.
 *
 * @param query what the collector asks of the target
 * @param gate shared by the collections of the target
 * @param processor shared by all: a permit for each that may parse or map at once
 * @param memory shared by all: what their reads may hold together
 * @param journal shared by all
 */
record Source(
    CollectorConfig collector,
    Target target,
    Query query,
    Gate gate,
    Semaphore processor,
    ReadMemory memory,
    Timer timer,
    Journal journal) {
  private static final Duration GRACE = Duration.ofMillis(500);

  /** What a read gets to end after it was given up, before it counts as hung. */
  Duration grace() {
    var half = collector.every().dividedBy(2);
    return half.compareTo(GRACE) < 0 ? half : GRACE;
  }

  /** As messages name it. */
  @Override
  public String toString() {
    return "collector " + collector.name() + ", target " + target.name();
  }
}
