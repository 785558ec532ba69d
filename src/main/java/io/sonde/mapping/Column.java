package io.sonde.mapping;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.config.MetricConfig;
import io.sonde.config.MetricType;
import io.sonde.config.OnMissing;
import io.sonde.config.Shape;
import io.sonde.targets.ReadException;
import io.sonde.targets.Row;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Collects the samples of one metric in one batch. Not thread-safe. */
abstract sealed class Column permits SampleColumn, ObservationColumn, PartsColumn, NamedColumns {
  final LabelSets labelSets;
  private final List<BatchRule> feeds;
  private final @Nullable Trace trace;

  Column(List<BatchRule> feeds, LabelSets labelSets, @Nullable Trace trace) {
    this.feeds = feeds;
    this.labelSets = labelSets;
    this.trace = trace;
  }

  /** The results for each entry of the configuration: rows, series, skipped and unmatched. */
  final Stream<MetricFacts> facts() {
    return feeds.stream().map(BatchRule::facts);
  }

  /** Takes the value of a row; a missing value is handled as {@code on-missing} says. */
  final void take(Row row) throws ReadException {
    for (BatchRule feed : feeds) {
      take(feed, row);
    }
  }

  private void take(BatchRule feed, Row row) throws ReadException {
    Rule rule = feed.rule();
    Object found = feed.value(row);
    if (found != null) {
      put(found, rule.number(found, row), feed, row);
      return;
    }
    switch (rule.config().value().onMissing()) {
      case OnMissing.Skip() -> {
        feed.skipped();
        trace(null, null, "the value is missing", feed, row);
      }
      case OnMissing.Instead(double number) -> put(null, rule.checked(number, row), feed, row);
      case OnMissing.Fail() -> throw rule.failure("expected a value, found none", row);
    }
  }

  private void put(@Nullable Object found, double number, BatchRule feed, Row row)
      throws ReadException {
    String dropped = put(number, feed, row);
    trace(found, dropped == null ? number : null, dropped, feed, row);
  }

  private void trace(
      @Nullable Object raw,
      @Nullable Double value,
      @Nullable String skipped,
      BatchRule feed,
      Row row)
      throws ReadException {
    if (trace == null) {
      return;
    }
    MetricConfig config = value == null ? feed.rule().config() : named(feed.rule().config());
    Labels labels = labelSets.labels(feed.labels().number(row));
    Double exposed = value;
    if (config.type() == MetricType.STATESET && value != null) {
      labels = labels.add(config.name(), config.shape().states().get(value.intValue()));
      exposed = 1.0;
    }
    Shape.Parts parts = config.shape().parts();
    Object limit = parts == null ? null : row.field(parts.bound());
    if (limit != null) {
      labels =
          labels.add(config.type() == MetricType.SUMMARY ? "quantile" : "le", limit.toString());
    }
    trace.took(new Trace.Step(config, config.value().field(), raw, labels, exposed, skipped));
  }

  /** The metric that took the last number, where rows make its name. */
  MetricConfig named(MetricConfig config) {
    return config;
  }

  /**
   * Takes a number under the labels of a row.
   *
   * @return why it is not exposed, without being a failure; null when it is exposed
   */
  abstract @Nullable String put(double number, BatchRule feed, Row row) throws ReadException;

  /** Called after the last row. Throws when the rows do not form a valid metric. */
  void complete() throws ReadException {}

  /** Called when the whole batch has succeeded: records observations for later. Cannot fail. */
  abstract void commit(long now);

  /** The number of samples in the snapshots, as Prometheus stores them. */
  abstract int samples();

  /** The snapshots; none when there is no sample. */
  abstract List<MetricSnapshot> snapshots();
}
