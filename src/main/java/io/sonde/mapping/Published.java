package io.sonde.mapping;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/**
 * The result of one successful collection. Immutable.
 *
 * @param ofRows the metrics of rows and of {@code $rows}: updated by successful reads only
 * @param ofReads the metrics of {@code $duration} and {@code $status}: updated by failed reads too
 * @param samples the number of time series in both, as Prometheus stores them
 * @param facts the results for each entry of {@code metrics}, in their order; entries with the same
 *     name are together
 */
public record Published(
    List<MetricSnapshot> ofRows,
    List<MetricSnapshot> ofReads,
    int samples,
    List<MetricFacts> facts) {
  public Published {
    facts = List.copyOf(facts);
    ofRows = List.copyOf(ofRows);
    ofReads = List.copyOf(ofReads);
  }
}
