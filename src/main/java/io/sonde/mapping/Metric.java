package io.sonde.mapping;

import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.sonde.config.MetricConfig;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A metric of a mapping.
 *
 * @param rules one for each entry of the configuration that has this name; all have the same type,
 *     help and label names
 * @param observed the state of a histogram or summary that observes rows; null for other metrics
 */
record Metric(Subject subject, List<Rule> rules, @Nullable ObservedMetric observed) {
  /** What the value of a metric is about. It decides which reads update the metric. */
  enum Subject {
    /** A row: updated by each successful read. */
    ROW,
    /** {@code $rows}: updated once by each successful read. */
    ROWS,
    /** {@code $duration} and {@code $status}: updated once by each read, including failed ones. */
    READ;

    static Subject of(MetricConfig config) {
      if (!config.ofTheRead()) {
        return ROW;
      }
      return "$rows".equals(config.value().field()) ? ROWS : READ;
    }
  }

  static Metric of(Subject subject, List<Rule> rules, Duration keep) {
    Rule first = rules.getFirst();
    return new Metric(
        subject,
        List.copyOf(rules),
        switch (first.config().type()) {
          case COUNTER, GAUGE, INFO, UNTYPED, STATESET -> null;
          case HISTOGRAM, SUMMARY ->
              first.config().shape().parts() == null
                  ? new ObservedMetric(first.config(), first.labelling(), keep)
                  : null;
        });
  }

  /** The configuration of the first rule: name, type, help and label names are those of all. */
  MetricConfig config() {
    return rules.getFirst().config();
  }

  /** The metadata of a family: its name has no suffix, since the model adds it. */
  static MetricMetadata metadata(MetricConfig config) {
    return new MetricMetadata(config.family(), config.help());
  }
}
