package io.sonde.mapping;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.config.CollectorConfig.OnMissing;
import io.sonde.targets.ReadException;
import io.sonde.targets.Row;
import java.util.List;

/** What one batch has gathered for one metric. Not thread-safe. */
abstract sealed class Column permits SampleColumn, ObservationColumn {
  /** A rule of the metric with the labels that the current row has under it. */
  record Source(Rule rule, RowLabels labels) {}

  final LabelSets labelSets;
  private final List<Source> sources;

  Column(List<Source> sources, LabelSets labelSets) {
    this.sources = sources;
    this.labelSets = labelSets;
  }

  /** Takes what a row says of this metric; nothing where a value is missing and may be. */
  final void take(Row row) throws ReadException {
    for (Source source : sources) {
      take(source, row);
    }
  }

  private void take(Source source, Row row) throws ReadException {
    Rule rule = source.rule;
    String field = rule.config().value();
    Object found = field == null ? Integer.valueOf(1) : row.field(field);
    if (found != null) {
      put(rule.number(found, row), source, row);
      return;
    }
    switch (rule.config().onMissing()) {
      case OnMissing.Skip() -> {}
      case OnMissing.Instead(double number) -> put(rule.checked(number, row), source, row);
      case OnMissing.Fail() -> throw rule.failure("expected a value, found none", row);
    }
  }

  /** Takes a number under the labels of a row. */
  abstract void put(double number, Source source, Row row) throws ReadException;

  /** The mapping has succeeded: what outlives the batch takes its numbers. Cannot fail. */
  abstract void commit(long now);

  /** How many samples the snapshot has, as Prometheus stores them. */
  abstract int samples();

  abstract MetricSnapshot snapshot();
}
