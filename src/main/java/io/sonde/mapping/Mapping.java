package io.sonde.mapping;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.config.CollectorConfig;
import io.sonde.target.ReadException;
import io.sonde.target.Target;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The metrics of one collection (one collector against one target) at work: makes samples of rows.
 *
 * <p>One batch at a time. {@link #failed} gives up the batch that is under way, so that it may be
 * called while a late read still feeds it.
 */
@SuppressWarnings("DoNotCallSuggester") // the shape first, its inside follows
public final class Mapping {
  /**
   * A mapping that has observed nothing yet.
   *
   * @param target the name of the target, the value of the label {@code target}
   * @param nanoTime a monotonic clock, as {@link System#nanoTime()}
   */
  public Mapping(CollectorConfig collector, String target, LongSupplier nanoTime) {}

  /**
   * The fields that the metrics want of each row; {@code $duration}, {@code $status} and {@code
   * $rows} are not among them.
   */
  public Set<String> fields() {
    throw new UnsupportedOperationException("not written yet");
  }

  /** Begins one read's worth of rows; a batch that was begun before is given up. */
  public Batch begin() {
    throw new UnsupportedOperationException("not written yet");
  }

  /**
   * What a failed read publishes: the metrics whose value is {@code $duration} or {@code $status},
   * in place of those that were published before.
   */
  public List<MetricSnapshot> failed(ReadFacts facts) {
    throw new UnsupportedOperationException("not written yet");
  }

  /**
   * The rows of one read. Nothing of it is seen outside before it is finished; one that is dropped
   * leaves no trace.
   */
  public interface Batch extends Target.Sink {
    /**
     * Ends the batch: observes what histograms and summaries have to observe, and makes the
     * snapshots.
     *
     * @throws ReadException when it cannot be mapped, or was given up; it leaves no trace then
     */
    Published finish(ReadFacts facts) throws ReadException;
  }
}
