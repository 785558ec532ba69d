package io.sonde.mapping;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.config.CollectorConfig.MetricType;
import io.sonde.config.CollectorConfig.OnDuplicate;
import io.sonde.targets.ReadException;
import io.sonde.targets.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A counter, gauge or info: the row's number is the sample. A counter that went down is passed on,
 * as the reset that Prometheus takes it for. No sample has a created timestamp: the feed's is not
 * known.
 */
final class SampleColumn extends Column {
  private final MetricType type;
  private final MetricMetadata metadata;
  private final OnDuplicate onDuplicate;
  private final Budget budget;

  /** By number of the label set, where it is among the taken. */
  private double[] values = new double[16];

  private final BitSet taken = new BitSet();

  SampleColumn(
      MetricType type,
      MetricMetadata metadata,
      List<Feed> feeds,
      LabelSets labelSets,
      OnDuplicate onDuplicate,
      Budget budget,
      @Nullable Trace trace) {
    super(feeds, labelSets, trace);
    this.type = type;
    this.metadata = metadata;
    this.onDuplicate = onDuplicate;
    this.budget = budget;
  }

  @Override
  @Nullable String put(double number, Feed feed, Row row) throws ReadException {
    int set = feed.labels().number(row);
    if (taken.get(set)) {
      again(set, number, feed.rule(), row);
      return onDuplicate == OnDuplicate.FIRST ? "a row before it has the same labels" : null;
    }
    feed.series();
    budget.samples(1, feed.rule());
    if (set >= values.length) {
      values = Arrays.copyOf(values, Math.max(set + 1, 2 * values.length));
    }
    values[set] = number;
    taken.set(set);
    return null;
  }

  private void again(int set, double number, Rule rule, Row row) throws ReadException {
    switch (onDuplicate) {
      case FIRST -> {}
      case LAST -> values[set] = number;
      case SUM -> {
        if (type != MetricType.INFO) {
          values[set] = rule.checked(values[set] + number, row);
        }
      }
      case FAIL -> throw rule.duplicate(row);
    }
  }

  /** Nothing of it outlives the batch but the snapshot. */
  @Override
  void commit(long now) {}

  @Override
  int samples() {
    return taken.cardinality();
  }

  @Override
  MetricSnapshot snapshot() {
    return switch (type) {
      case COUNTER ->
          new CounterSnapshot(
              metadata,
              points(set -> new CounterDataPointSnapshot(values[set], labels(set), null, 0)));
      case INFO ->
          new InfoSnapshot(metadata, points(set -> new InfoDataPointSnapshot(labels(set))));
      case GAUGE ->
          new GaugeSnapshot(
              metadata, points(set -> new GaugeDataPointSnapshot(values[set], labels(set), null)));
      case HISTOGRAM, SUMMARY ->
          throw new IllegalStateException(metadata.getName() + " is observed");
    };
  }

  private Labels labels(int set) {
    return labelSets.labels(set);
  }

  private <P> List<P> points(IntFunction<P> point) {
    List<P> points = new ArrayList<>(taken.cardinality());
    for (int set : labelSets.sorted()) {
      if (taken.get(set)) {
        points.add(point.apply(set));
      }
    }
    return points;
  }
}
