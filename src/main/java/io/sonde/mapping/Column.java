package io.sonde.mapping;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.config.CollectorConfig.OnMissing;
import io.sonde.targets.ReadException;
import io.sonde.targets.Row;
import java.util.List;

/** What one batch has gathered for one metric. Not thread-safe. */
abstract sealed class Column permits SampleColumn, ObservationColumn {
  /** A rule of the metric with the labels that the current row has under it. */
  record Feed(Rule rule, RowLabels labels) {}

  final LabelSets labelSets;
  private final List<Feed> feeds;

  Column(List<Feed> feeds, LabelSets labelSets) {
    this.feeds = feeds;
    this.labelSets = labelSets;
  }

  /** Takes what a row says of this metric; nothing where a value is missing and may be. */
  final void take(Row row) throws ReadException {
    for (Feed feed : feeds) {
      take(feed, row);
    }
  }

  private void take(Feed feed, Row row) throws ReadException {
    Rule rule = feed.rule;
    String field = rule.config().value();
    Object found = field == null ? Integer.valueOf(1) : row.field(field);
    if (found != null) {
      put(rule.number(found, row), feed, row);
      return;
    }
    switch (rule.config().onMissing()) {
      case OnMissing.Skip() -> {}
      case OnMissing.Instead(double number) -> put(rule.checked(number, row), feed, row);
      case OnMissing.Fail() -> throw rule.failure("expected a value, found none", row);
    }
  }

  /** Takes a number under the labels of a row. */
  abstract void put(double number, Feed feed, Row row) throws ReadException;

  /** The mapping has succeeded: what outlives the batch takes its numbers. Cannot fail. */
  abstract void commit(long now);

  /** How many samples the snapshot has, as Prometheus stores them. */
  abstract int samples();

  abstract MetricSnapshot snapshot();
}
