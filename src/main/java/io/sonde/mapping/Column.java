package io.sonde.mapping;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.config.CollectorConfig.OnMissing;
import io.sonde.target.ReadException;
import io.sonde.target.Row;

/** What one batch has gathered for one metric. Not thread-safe. */
abstract sealed class Column permits SampleColumn, ObservationColumn {
  final Rule rule;
  final LabelSets labelSets;

  Column(Rule rule, LabelSets labelSets) {
    this.rule = rule;
    this.labelSets = labelSets;
  }

  /** Takes what a row says of this metric; nothing when the value is missing and may be. */
  final void take(Row row) throws ReadException {
    String field = rule.metric().value();
    if (field == null) {
      put(1, row);
      return;
    }
    Object found = row.field(field);
    if (found != null) {
      put(rule.number(found, row), row);
      return;
    }
    switch (rule.metric().onMissing()) {
      case OnMissing.Skip() -> {}
      case OnMissing.Instead(double number) -> put(rule.checked(number, row), row);
      case OnMissing.Fail() -> throw rule.failure("expected a value, found none", row);
    }
  }

  /** Takes a number under the labels of a row. */
  abstract void put(double number, Row row) throws ReadException;

  /** The mapping has succeeded: what outlives the batch takes its numbers. Cannot fail. */
  abstract void commit(long now);

  /** How many samples the snapshot has, as Prometheus stores them. */
  abstract int samples();

  abstract MetricSnapshot snapshot();
}
