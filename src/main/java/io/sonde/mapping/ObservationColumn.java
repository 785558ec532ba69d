package io.sonde.mapping;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.targets.ReadException;
import io.sonde.targets.Row;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A histogram or summary that observes the number of each row. The observations are recorded when
 * the whole batch has succeeded.
 */
final class ObservationColumn extends Column {
  private final ObservedMetric observed;
  private final Budget budget;
  private final long begun;

  private double[] values = new double[16];

  /** The number of the label set of each observation. */
  private int[] sets = new int[16];

  private int size;

  private final BitSet counted = new BitSet();

  /**
   * @param begun when the batch began, on the clock of {@code observed}
   */
  ObservationColumn(
      List<BatchRule> feeds,
      LabelSets labelSets,
      ObservedMetric observed,
      Budget budget,
      long begun,
      @Nullable Trace trace) {
    super(feeds, labelSets, trace);
    this.observed = observed;
    this.budget = budget;
    this.begun = begun;
  }

  @Override
  @Nullable String put(double number, BatchRule feed, Row row) throws ReadException {
    int set = feed.labels().number(row);
    if (!counted.get(set)) {
      counted.set(set);
      feed.series();
      if (!observed.isLive(labelSets.labels(set), begun)) {
        budget.samples(observed.samplesOfSeries(), feed.rule());
      }
    }
    budget.observation(feed.rule());
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
      sets = Arrays.copyOf(sets, 2 * size);
    }
    values[size] = number;
    sets[size++] = set;
    return null;
  }

  /** Records the observations, and removes series that were not observed for {@code keep}. */
  @Override
  void commit(long now) {
    @Nullable DistributionDataPoint[] points = new DistributionDataPoint[counted.length()];
    for (int i = 0; i < size; i++) {
      DistributionDataPoint point = points[sets[i]];
      if (point == null) {
        point = observed.observe(labelSets.labels(sets[i]), now);
        points[sets[i]] = point;
      }
      point.observe(values[i]);
    }
    observed.expire(now);
  }

  @Override
  int samples() {
    return observed.samples();
  }

  @Override
  List<MetricSnapshot> snapshots() {
    return samples() == 0 ? List.of() : List.of(observed.snapshot());
  }
}
