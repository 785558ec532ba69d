package io.sonde.mapping;

import io.prometheus.metrics.model.snapshots.Labels;
import io.sonde.config.MetricConfig;
import org.jspecify.annotations.Nullable;

/**
 * Told what a mapping makes of each row, to explain it. Called by the thread that reads, for each
 * metric and row in turn.
 */
@FunctionalInterface
public interface Trace {
  /** One metric has taken what it could of one row. */
  void took(Step step);

  /**
   * What one metric made of one row.
   *
   * @param field the field that gives the value; null where no field does
   * @param raw what the field held; null when it was missing
   * @param labels of the sample, {@code target} included
   * @param value the number that is exposed or observed; null when there is none
   * @param skipped why there is none; null when there is one
   */
  record Step(
      MetricConfig metric,
      @Nullable String field,
      @Nullable Object raw,
      Labels labels,
      @Nullable Double value,
      @Nullable String skipped) {}
}
