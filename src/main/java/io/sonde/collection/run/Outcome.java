package io.sonde.collection.run;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.collection.journal.Failure;
import io.sonde.mapping.Published;
import io.sonde.yaml.Ordered;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a run ended. Immutable. */
public sealed interface Outcome {
  /** Allocated in advance, for use when memory has run out. */
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
   * The read failed.
   *
   * @param nanos what the read took
   * @param ofReads the samples that are made of each read, also of one that failed
   */
  record Failed(Failure failure, long nanos, List<MetricSnapshot> ofReads) implements Outcome {
    public Failed {
      ofReads = List.copyOf(ofReads);
    }
  }

  /**
   * The target does not have what the collector asks for. Nothing was read, and nothing failed.
   *
   * @param nanos what it took to find out
   */
  record NotApplicable(long nanos) implements Outcome {
    /** What the log and the status page say of it. */
    public static final String MESSAGE =
        "not applicable: the target does not have what `when` asks for";
  }

  /** The target was not read. */
  record Skipped(Failure failure) implements Outcome {}
}
