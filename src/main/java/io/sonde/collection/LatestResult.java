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
 * The state of a collection after its last run: the samples to expose, and whether the run
 * succeeded. Immutable, so that a reader never sees half of a run.
 *
 * @param ofRows the samples of the rows of the last successful read; none before it
 * @param ofReads the samples about the last read itself, failed or not; none before it
 * @param failure why the last run failed; null when it succeeded, or when there was none
 * @param lastSuccess when a run last succeeded; null when none has
 * @param ended true once a run has ended
 * @param applies false when the last run found that the target does not have what is asked for
 */
record LatestResult(
    Part ofRows,
    Part ofReads,
    @Nullable Failure failure,
    @Nullable Instant lastSuccess,
    boolean ended,
    boolean applies) {
  /** Before the first run. */
  static final LatestResult NOTHING =
      new LatestResult(Part.NOTHING, Part.NOTHING, null, null, false, true);

  /** After a run that found nothing to read: earlier samples are dropped. */
  private static final LatestResult NOT_APPLICABLE =
      new LatestResult(Part.NOTHING, Part.NOTHING, null, null, true, false);

  /** Samples of one run, which are dropped together. Compared by identity. */
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

    /** True when no samples of rows are exposed: there are none, or they were dropped. */
    boolean isDropped() {
      return ofRows == Part.NOTHING;
    }

    /** The number of samples of the last successful read; 0 after they were dropped. */
    int samples() {
      return ofRows.samples;
    }
  }

  /**
   * The state after one more run.
   *
   * @param nanos when it ended, by the monotonic clock
   * @param at the same by the time of day
   */
  LatestResult after(Outcome outcome, long nanos, Instant at) {
    return switch (outcome) {
      case Outcome.Succeeded(var published, _, _) ->
          new LatestResult(
              new Part(published.ofRows(), published.samples(), nanos),
              new Part(published.ofReads(), 0, nanos),
              null,
              at,
              true,
              true);
      case Outcome.Failed(var why, _, var reads) ->
          new LatestResult(ofRows, new Part(reads, 0, nanos), why, lastSuccess, true, true);
      case Outcome.Skipped(var why) ->
          new LatestResult(ofRows, ofReads, why, lastSuccess, true, true);
      case Outcome.NotApplicable _ -> NOT_APPLICABLE;
    };
  }

  /** The same with another time of the last success. */
  LatestResult withLastSuccess(@Nullable Instant at) {
    return new LatestResult(ofRows, ofReads, failure, at, ended, applies);
  }

  /** True when the last run succeeded. */
  boolean up() {
    return ended && failure == null && applies;
  }

  /**
   * What is exposed at a time. Samples that are too old are dropped.
   *
   * @param keep how long samples are exposed after they were read
   */
  Exposed exposed(long now, Duration keep) {
    return new Exposed(ofRows.kept(now, keep), ofReads.kept(now, keep));
  }
}
