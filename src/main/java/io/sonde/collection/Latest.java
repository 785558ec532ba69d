package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.collection.journal.Failure;
import io.sonde.collection.run.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a collection after the last of its runs: the samples to expose, and how it went.
 * Immutable, so that who holds one sees whole runs only.
 *
 * @param ofRows what the last good read gave; nothing when there was none
 * @param ofReads what the last read, good or bad, gave of itself; nothing when there was none
 * @param failure why the last run failed; null when it succeeded, or when there was none
 * @param lastSuccess when a run last succeeded; null when none has
 * @param ended true once a run has ended
 * @param applies false when the last run found that the target has not what is asked for
 */
record Latest(
    Part ofRows,
    Part ofReads,
    @Nullable Failure failure,
    @Nullable Instant lastSuccess,
    boolean ended,
    boolean applies) {
  /** Before the first run. */
  static final Latest NOTHING = new Latest(Part.NOTHING, Part.NOTHING, null, null, false, true);

  /** After one that does not apply: what was read before is no longer so. */
  private static final Latest NOT_APPLICABLE =
      new Latest(Part.NOTHING, Part.NOTHING, null, null, true, false);

  /** Samples of one run, which are dropped together. Two are equal when they are the same. */
  static final class Part {
    static final Part NOTHING = new Part(List.of(), 0, 0);

    private final List<MetricSnapshot> snapshots;
    private final int samples;
    private final long nanos;
    private volatile @Nullable SampleNames names;

    /**
     * @param samples how many series, as Prometheus stores them
     * @param nanos when they were read, by the monotonic clock
     */
    Part(List<MetricSnapshot> snapshots, int samples, long nanos) {
      this.snapshots = snapshots;
      this.samples = samples;
      this.nanos = nanos;
    }

    private SampleNames names() {
      var known = names;
      if (known == null) {
        known = SampleNames.of(snapshots);
        names = known;
      }
      return known;
    }

    /** True when both have the same names; from then on they share one instance of them. */
    private boolean hasNamesOf(Part other) {
      var its = other.names();
      boolean same = names().equals(its);
      if (same) {
        names = its;
      }
      return same;
    }

    private Part kept(long now, Duration keep) {
      return now - nanos <= keep.toNanos() ? this : NOTHING;
    }
  }

  /** What is exposed at a moment. */
  record Exposed(Part ofRows, Part ofReads) {
    static final Exposed NOTHING = new Exposed(Part.NOTHING, Part.NOTHING);

    /** What was read on demand. */
    static Exposed of(List<MetricSnapshot> snapshots, int samples) {
      return new Exposed(new Part(snapshots, samples, 0), Part.NOTHING);
    }

    /** True when both have the same names of samples, with the same types. */
    boolean hasNamesOf(Exposed other) {
      return ofRows.hasNamesOf(other.ofRows) && ofReads.hasNamesOf(other.ofReads);
    }

    /** True when a name of a sample belongs to another metric there. */
    boolean contradicts(Exposed other) {
      return Stream.of(ofRows, ofReads)
          .anyMatch(part ->
              part.names().contradicts(other.ofRows.names())
                  || part.names().contradicts(other.ofReads.names()));
    }

    List<MetricSnapshot> snapshots() {
      return Stream.concat(ofRows.snapshots.stream(), ofReads.snapshots.stream()).toList();
    }

    /** True when nothing of the rows is exposed: there was none, or it was dropped. */
    boolean isDropped() {
      return ofRows == Part.NOTHING;
    }

    /** How many samples the last good read gave; 0 once they are dropped. */
    int samples() {
      return ofRows.samples;
    }
  }

  /**
   * What is known after one more run.
   *
   * @param nanos when it ended, by the monotonic clock
   * @param at the same by the time of day
   */
  Latest after(Outcome outcome, long nanos, Instant at) {
    return switch (outcome) {
      case Outcome.Succeeded(var published, _, _) ->
          new Latest(
              new Part(published.ofRows(), published.samples(), nanos),
              new Part(published.ofReads(), 0, nanos),
              null,
              at,
              true,
              true);
      case Outcome.Failed(var why, _, var reads) ->
          new Latest(ofRows, new Part(reads, 0, nanos), why, lastSuccess, true, true);
      case Outcome.Skipped(var why) -> new Latest(ofRows, ofReads, why, lastSuccess, true, true);
      case Outcome.NotApplicable _ -> NOT_APPLICABLE;
    };
  }

  /** The same, when that run does not count as a success. */
  Latest withLastSuccess(@Nullable Instant at) {
    return new Latest(ofRows, ofReads, failure, at, ended, applies);
  }

  /** True when the last run succeeded. */
  boolean up() {
    return ended && failure == null && applies;
  }

  /**
   * What is exposed at a time: samples live for a while after they were read, and no longer.
   *
   * @param keep how long they live
   */
  Exposed exposed(long now, Duration keep) {
    return new Exposed(ofRows.kept(now, keep), ofReads.kept(now, keep));
  }
}
