package io.sonde.metrics;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Timer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times the runs of one collection.
 *
 * <pre>
 * sonde_collection_runs_total{collector="queues",target="rabbitmq"} 12.0
 * sonde_collection_failures_total{collector="queues",reason="timeout",target="rabbitmq"} 1.0
 * sonde_collection_duration_seconds_bucket{collector="queues",target="rabbitmq",le="0.005"} 3
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class CollectionInstruments {
  private final Counter runs;
  private final Map<String, Counter> failures;
  private final Timer duration;

  CollectionInstruments(
      Counter runs, List<String> reasons, Function<String, Counter> failures, Timer duration) {
    this.runs = runs;
    this.failures =
        reasons.stream().collect(Collectors.toUnmodifiableMap(reason -> reason, failures));
    this.duration = duration;
  }

  /**
   * Counts and times a run that ended.
   *
   * @param reason why it failed, a {@code ReadException.Reason.label()}; null when it succeeded
   * @param nanos from its start to its outcome
   */
  public void ended(@Nullable String reason, long nanos) {
    count(reason);
    duration.record(nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Counts a run that failed before it read its target. It has no duration.
   *
   * @param reason why, as for {@link #ended}
   */
  public void skipped(String reason) {
    count(reason);
  }

  private void count(@Nullable String reason) {
    if (reason != null) {
      Counter failed = failures.get(reason);
      if (failed == null) {
        throw new IllegalArgumentException(
            "reason: expected one of " + Instruments.REASONS + ", found '" + reason + "'");
      }
      failed.increment();
    }
    runs.increment();
  }
}
