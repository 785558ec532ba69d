package io.sonde.web.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows of one collection. Immutable.
 *
 * @param problem the last error, as the log has it; empty for none
 * @param since when it began to fail; null when it does not
 * @param lastSuccess null when no run has succeeded
 * @param keep how long samples outlive failing runs
 * @param runs the last ones, oldest first
 * @param samples how many it serves now
 * @param next when its next run is due; null when none is
 * @param metrics what it makes of its rows, in the order of the configuration
 */
record CollectionView(
    String collector,
    String target,
    State state,
    String problem,
    @Nullable Instant since,
    @Nullable Instant lastSuccess,
    Duration every,
    Duration keep,
    List<RunView> runs,
    int samples,
    @Nullable Instant next,
    List<MetricView> metrics) {
  CollectionView {
    runs = List.copyOf(runs);
    metrics = List.copyOf(metrics);
  }

  /**
   * One run.
   *
   * @param took how long its read took
   */
  record RunView(Duration took, boolean succeeded) {}

  /**
   * One metric of a collection.
   *
   * @param series how many it serves now
   * @param why there are none; empty when there are some
   */
  record MetricView(String name, String type, int series, String why) {}

  /** How long ago a run last succeeded; null when none has. */
  @Nullable Duration age(Instant now) {
    return lastSuccess == null ? null : Duration.between(lastSuccess, now);
  }

  /** When its next run is due, for people. */
  String nextIn(Instant now) {
    return next == null || next.isBefore(now)
        ? "now"
        : "in " + Words.duration(Duration.between(now, next));
  }
}
