package io.sonde.exposition;

import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.util.List;

/**
 * One metric family in one scrape.
 *
 * @param parts its snapshots, in the order of their sources
 * @param version changes when the samples change; different families never have the same version
 */
record Family(String name, List<MetricSnapshot> parts, long version) {
  /** The approximate number of its lines in a text format. */
  int lines() {
    int lines = 0;
    for (MetricSnapshot part : parts) {
      lines +=
          switch (part) {
            case HistogramSnapshot histogram ->
                histogram.getDataPoints().stream()
                    .mapToInt(point -> point.getClassicBuckets().size() + 2)
                    .sum();
            case SummarySnapshot summary ->
                summary.getDataPoints().stream()
                    .mapToInt(point -> point.getQuantiles().size() + 2)
                    .sum();
            default -> part.getDataPoints().size();
          };
    }
    return lines;
  }
}
