package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.targets.ReadException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one collector's collections from one target after the last of them: the samples
 * to expose, and how it went. Immutable, so that who holds one sees whole collections only.
 *
 * @param success the last success; null when there was none
 * @param reads what the last read, good or bad, gave of itself; null when there was none
 * @param failure why the last collection failed; null when it succeeded, or when there was none
 * @param failures how many have failed since the last success
 * @param ended true once one has ended
 * @param applies false when the last one found that the target has not what is asked for
 */
record Latest(
    @Nullable Success success,
    @Nullable Reads reads,
    @Nullable Reason failure,
    int failures,
    boolean ended,
    boolean applies) {
  /** Before the first collection. */
  static final Latest NOTHING = new Latest(null, null, null, 0, false, true);

  /** After one that does not apply: what was read before is no longer so. */
  private static final Latest NOT_APPLICABLE = new Latest(null, null, null, 0, true, false);

  /**
   * The samples of the rows, and when they were read: by the monotonic clock, to judge their age,
   * and by the time of day, to tell people.
   */
  record Success(List<MetricSnapshot> ofRows, int samples, long nanos, Instant at) {}

  /** The samples of the read itself, and when it ended by the monotonic clock. */
  record Reads(List<MetricSnapshot> ofReads, long nanos) {}

  /**
   * What is known after one more collection.
   *
   * @param nanos when it ended, by the monotonic clock
   * @param at the same by the time of day
   */
  Latest after(Outcome outcome, long nanos, Instant at) {
    return switch (outcome) {
      case Outcome.Succeeded(var published, _) ->
          new Latest(
              new Success(published.ofRows(), published.samples(), nanos, at),
              new Reads(published.ofReads(), nanos),
              null,
              0,
              true,
              true);
      case Outcome.Failed(var reason, _, _, var ofReads) ->
          new Latest(success, new Reads(ofReads, nanos), reason, failures + 1, true, true);
      case Outcome.Skipped(var reason, _) ->
          new Latest(success, reads, reason, failures + 1, true, true);
      case Outcome.NotApplicable _ -> NOT_APPLICABLE;
    };
  }

  /** True when the last collection succeeded. */
  boolean up() {
    return ended && failure == null;
  }

  /**
   * What is exposed at a time: samples live for a while after they were read, and no longer.
   *
   * @param keep how long they live
   */
  Stream<MetricSnapshot> samples(long now, Duration keep) {
    var rows = fresh(now, keep).map(Success::ofRows).orElse(List.of());
    var own =
        reads != null && now - reads.nanos <= keep.toNanos()
            ? reads.ofReads
            : List.<MetricSnapshot>of();
    return Stream.concat(rows.stream(), own.stream());
  }

  /** How many samples the last success gave; 0 once they are dropped. */
  int count(long now, Duration keep) {
    return fresh(now, keep).map(Success::samples).orElse(0);
  }

  private Optional<Success> fresh(long now, Duration keep) {
    return Optional.ofNullable(success).filter(last -> now - last.nanos <= keep.toNanos());
  }
}
