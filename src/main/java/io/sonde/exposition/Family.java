package io.sonde.exposition;

import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.util.List;

/**
 * One family of one scrape.
 *
 * @param parts the snapshots that it is made of, in the order of their sources
 * @param version the same for as long as the parts are; never that of another family
 */
record Family(String name, List<MetricSnapshot> parts, long version) {
  /** About how many lines it has in a text. */
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
