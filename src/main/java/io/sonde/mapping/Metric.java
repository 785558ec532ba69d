package io.sonde.mapping;

import io.sonde.config.CollectorConfig.MetricConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A metric of a mapping: its rule, and for a histogram or summary what it has observed.
 *
 * @param observed null for metrics whose samples are taken as they come
 */
record Metric(Rule rule, Subject subject, @Nullable Observed observed) {
  /** What the value of a metric speaks of, and so when it is renewed. */
  enum Subject {
    /** A row: renewed by each successful read. */
    ROW,
    /** {@code $rows}: once for each successful read. */
    ROWS,
    /** {@code $duration} and {@code $status}: once for each read, failed ones too. */
    READ;

    private static Subject of(MetricConfig metric) {
      if (!metric.ofTheRead()) {
        return ROW;
      }
      return "$rows".equals(metric.value()) ? ROWS : READ;
    }
  }

  static Metric of(MetricConfig config, Labelling labelling, Duration keep) {
    return new Metric(
        new Rule(config, labelling),
        Subject.of(config),
        switch (config.type()) {
          case COUNTER, GAUGE, INFO -> null;
          case HISTOGRAM, SUMMARY -> new Observed(config, labelling, keep);
        });
  }
}
