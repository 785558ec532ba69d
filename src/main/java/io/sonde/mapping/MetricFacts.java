package io.sonde.mapping;

import io.sonde.config.MetricConfig;
import java.util.List;
import java.util.Optional;

/**
 * The result of one configured metric in one successful run. Immutable.
 *
 * @param metric the entry of the configuration
 * @param rows the number of rows; 1 for a metric of the read itself ({@code $duration})
 * @param series the number of series of these rows; two rows with the same labels give one
 * @param skipped the number of rows that gave no sample, since the value was missing
 * @param unmatched the fields that are absent or null in every row. Fields of labels are only read
 *     from rows that have a value
 */
public record MetricFacts(
    MetricConfig metric, long rows, int series, long skipped, List<String> unmatched) {
  public MetricFacts {
    unmatched = List.copyOf(unmatched);
  }

  /** The whole name of the metric, as it is exposed. */
  public String name() {
    return metric.name();
  }

  /** True when there were rows, and none of them had some field of the metric. */
  public boolean isUnmatched() {
    return !unmatched.isEmpty();
  }

  /** Why it made no series, in a few words; empty when it made some. */
  public Optional<String> why() {
    if (series > 0) {
      return Optional.empty();
    }
    if (rows == 0) {
      return Optional.of("no row");
    }
    return Optional.of(
        isUnmatched()
            ? "field %s missing in every row".formatted(String.join(", ", unmatched))
            : "every value skipped");
  }
}
