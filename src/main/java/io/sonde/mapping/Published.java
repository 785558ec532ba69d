package io.sonde.mapping;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/**
 * What one successful collection publishes. Immutable.
 *
 * @param ofRows what its rows gave, {@code $rows} included: renewed by successful reads only
 * @param ofReads what {@code $duration} and {@code $status} gave: renewed by failed reads too
 * @param samples the number of time series in both, as Prometheus stores them
 * @param facts what became of the rows, for each entry of {@code metrics}: in their order, those of
 *     one name together
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
