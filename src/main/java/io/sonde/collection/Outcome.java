package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.mapping.Published;
import io.sonde.yaml.Ordered;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a run ended. Immutable. */
sealed interface Outcome {
  /** Made in advance, for when there is no memory to make one. */
  Outcome NO_MEMORY = new Skipped(Failure.NO_MEMORY);

  /**
   * The target was read and the rows were mapped.
   *
   * @param unmatched the paths and patterns that matched nothing, with what they could be
   * @param nanos what the read took
   */
  record Succeeded(Published published, Map<String, Set<String>> unmatched, long nanos)
      implements Outcome {
    public Succeeded {
      unmatched = Ordered.copyOf(unmatched);
    }
  }

  /**
   * The target was read in vain.
   *
   * @param nanos what the read took
   * @param ofReads the samples that failed reads give, too
   */
  record Failed(Failure failure, long nanos, List<MetricSnapshot> ofReads) implements Outcome {
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
  record Skipped(Failure failure) implements Outcome {}
}
