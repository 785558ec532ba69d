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
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot.StateSetDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import io.sonde.config.CollectorConfig.OnDuplicate;
import io.sonde.config.MetricConfig;
import io.sonde.targets.ReadException;
import io.sonde.targets.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A metric whose samples are the numbers of rows. A counter that decreased is exposed as it is:
 * Prometheus handles that as a reset. Samples have no created timestamp, since it is not known.
 */
final class SampleColumn extends Column {
  private static final long[] NO_TIMES = {};

  private final MetricConfig config;
  private final OnDuplicate onDuplicate;
  private final Budget budget;

  /** The value of each label set by its number; only valid for those in {@link #taken}. */
  private double[] values = new double[16];

  /** The times in milliseconds, 0 for none; empty when no row has one. */
  private long[] times = NO_TIMES;

  private final BitSet taken = new BitSet();

  /**
   * @param config the metric, with its final name
   */
  SampleColumn(
      MetricConfig config,
      List<BatchRule> feeds,
      LabelSets labelSets,
      OnDuplicate onDuplicate,
      Budget budget,
      @Nullable Trace trace) {
    super(feeds, labelSets, trace);
    this.config = config;
    this.onDuplicate = onDuplicate;
    this.budget = budget;
  }

  @Override
  @Nullable String put(double number, BatchRule feed, Row row) throws ReadException {
    return put(number, feed.labels().number(row), feed, row);
  }

  /** As the method above, with the number of a label set. */
  @Nullable String put(double number, int set, BatchRule feed, Row row) throws ReadException {
    Rule rule = feed.rule();
    long time = rule.millis(feed.field(row, rule.config().shape().timestamp()), row);
    if (taken.get(set)) {
      return again(set, number, time, rule, row);
    }
    feed.series();
    budget.samples(samplesOfSeries(), rule);
    if (set >= values.length) {
      values = Arrays.copyOf(values, Math.max(set + 1, 2 * values.length));
    }
    values[set] = number;
    time(set, time);
    taken.set(set);
    return null;
  }

  private void time(int set, long time) {
    if (time != 0 && times.length <= set) {
      times = Arrays.copyOf(times, Math.max(set + 1, values.length));
    }
    if (set < times.length) {
      times[set] = time;
    }
  }

  private @Nullable String again(int set, double number, long time, Rule rule, Row row)
      throws ReadException {
    return switch (onDuplicate) {
      case FIRST -> "an earlier row has the same labels";
      case LAST -> {
        values[set] = number;
        time(set, time);
        yield null;
      }
      case SUM ->
          switch (config.type()) {
            case INFO, STATESET -> "an earlier row has the same labels";
            case COUNTER, GAUGE, UNTYPED, HISTOGRAM, SUMMARY -> {
              values[set] = rule.checked(values[set] + number, row);
              time(set, Math.max(time, time(set)));
              yield null;
            }
          };
      case FAIL -> throw rule.duplicate(row);
    };
  }

  private int samplesOfSeries() {
    return Math.max(1, config.shape().states().size());
  }

  /** Does nothing: there is no state beyond the batch. */
  @Override
  void commit(long now) {}

  @Override
  int samples() {
    return taken.cardinality() * samplesOfSeries();
  }

  @Override
  List<MetricSnapshot> snapshots() {
    return taken.isEmpty() ? List.of() : List.of(snapshot());
  }

  private MetricSnapshot snapshot() {
    MetricMetadata metadata = Metric.metadata(config);
    return switch (config.type()) {
      case COUNTER ->
          new CounterSnapshot(
              metadata,
              points(set ->
                  new CounterDataPointSnapshot(values[set], labels(set), null, 0, time(set))));
      case INFO ->
          new InfoSnapshot(metadata, points(set -> new InfoDataPointSnapshot(labels(set))));
      case GAUGE ->
          new GaugeSnapshot(
              metadata,
              points(set -> new GaugeDataPointSnapshot(values[set], labels(set), null, time(set))));
      case UNTYPED ->
          new UnknownSnapshot(
              metadata,
              points(
                  set -> new UnknownDataPointSnapshot(values[set], labels(set), null, time(set))));
      case STATESET -> new StateSetSnapshot(metadata, points(this::states));
      case HISTOGRAM, SUMMARY ->
          throw new IllegalStateException(metadata.getName() + " is observed");
    };
  }

  private StateSetDataPointSnapshot states(int set) {
    String[] names = config.shape().states().toArray(String[]::new);
    boolean[] on = new boolean[names.length];
    on[(int) values[set]] = true;
    return new StateSetDataPointSnapshot(names, on, labels(set));
  }

  private Labels labels(int set) {
    return labelSets.labels(set);
  }

  private long time(int set) {
    return set < times.length ? times[set] : 0;
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
