package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.mapping.Published;
import io.sonde.targets.ReadException.Reason;
import java.util.List;

/** How a collection ended. Immutable. */
sealed interface Outcome {
  /** Takes no memory to say. */
  Outcome UNDESCRIBED = new Skipped(Reason.READ, Failure.UNDESCRIBED.message());

  /**
   * The target was read and the rows were mapped.
   *
   * @param nanos what the read took
   */
  record Succeeded(Published published, long nanos) implements Outcome {}

  /**
   * The target was read in vain.
   *
   * @param message for the operator, in one line
   * @param nanos what the read took
   * @param ofReads the samples that failed reads give, too
   */
  record Failed(Reason reason, String message, long nanos, List<MetricSnapshot> ofReads)
      implements Outcome {
    public Failed {
      ofReads = List.copyOf(ofReads);
    }
  }

  /**
   * The target has not what the collector asks for: nothing was read, and nothing failed.
   *
   * @param nanos what it took to find out
   */
  record NotApplicable(long nanos) implements Outcome {
    /** What is said of it. */
    static final String MESSAGE = "not applicable: the target has not what `when` asks for";
  }

  /** The target was not read at all. */
  record Skipped(Reason reason, String message) implements Outcome {}
}
