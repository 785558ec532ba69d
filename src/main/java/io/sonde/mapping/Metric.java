package io.sonde.mapping;

import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.sonde.config.MetricConfig;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A metric of a mapping: its rules, and for a histogram or summary what it has observed.
 *
 * @param rules one for each entry of the configuration that has this name; they agree in type, help
 *     and label names
 * @param observed null for metrics whose samples are taken as they come
 */
record Metric(Subject subject, List<Rule> rules, @Nullable Observed observed) {
  /** What the value of a metric speaks of, and so when it is renewed. */
  enum Subject {
    /** A row: renewed by each successful read. */
    ROW,
    /** {@code $rows}: once for each successful read. */
    ROWS,
    /** {@code $duration} and {@code $status}: once for each read, failed ones too. */
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
                  ? new Observed(first.config(), first.labelling(), keep)
                  : null;
        });
  }

  /** The configuration of all its rules, as far as they agree. */
  MetricConfig config() {
    return rules.getFirst().config();
  }

  /** Name and help as the model wants them: without the suffix that the type itself gives. */
  static MetricMetadata metadata(MetricConfig config) {
    return new MetricMetadata(config.family(), config.help());
  }
}
