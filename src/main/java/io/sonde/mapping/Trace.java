package io.sonde.mapping;

import io.prometheus.metrics.model.snapshots.Labels;
import io.sonde.config.MetricConfig;
import org.jspecify.annotations.Nullable;

/**
 * Receives what a mapping makes of each row, to explain it. Called by the thread that reads, for
 * each metric and row.
 */
@FunctionalInterface
public interface Trace {
  /** Called when one metric has processed one row. */
  void took(Step step);

  /**
   * What one metric made of one row.
   *
   * @param field the field that gives the value; null when no field does
   * @param raw the value of the field; null when it was missing
   * @param labels the labels of the sample, with {@code target}
   * @param value the number that is exposed or observed; null when there is none
   * @param skipped why there is no number; null when there is one
   */
  record Step(
      MetricConfig metric,
      @Nullable String field,
      @Nullable Object raw,
      Labels labels,
      @Nullable Double value,
      @Nullable String skipped) {}
}
