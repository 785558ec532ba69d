package io.sonde.mapping;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.sonde.config.CollectorConfig.OnDuplicate;
import io.sonde.config.MetricConfig;
import io.sonde.config.MetricType;
import io.sonde.config.Shape;
import io.sonde.mapping.text.LabelText;
import io.sonde.mapping.text.Quoted;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A histogram or summary whose rows are its parts: each row is one quantile, or one bucket with the
 * number of observations up to its bound.
 */
final class PartsColumn extends Column {
  /** Sum and count. */
  private static final int MORE = 2;

  private final MetricConfig config;
  private final OnDuplicate onDuplicate;
  private final Budget budget;
  private final Map<Integer, Series> series = new HashMap<>();
  private List<MetricSnapshot> snapshots = List.of();
  private int samples;

  /** One series of a histogram or summary. */
  private static final class Series {
    /** The values by bound or quantile. */
    final TreeMap<Double, Double> values = new TreeMap<>();

    double sum = Double.NaN;
    double count = Double.NaN;

    /** The number of samples, with +Inf, sum and count. */
    int samples() {
      boolean hasInfinity = values.containsKey(Double.POSITIVE_INFINITY);
      return values.size() + (hasInfinity ? 0 : 1) + MORE;
    }
  }

  PartsColumn(
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

  private boolean isHistogram() {
    return config.type() == MetricType.HISTOGRAM;
  }

  @Override
  @Nullable String put(double number, BatchRule feed, Row row) throws ReadException {
    Rule rule = feed.rule();
    Shape.Parts fields = rule.parts();
    Object found = feed.field(row, fields.bound());
    if (found == null) {
      feed.skipped();
      return "field %s is missing".formatted(fields.bound());
    }
    double bound = rule.bound(fields.bound(), found, row);
    double sum = rule.part(fields.sum(), feed.field(row, fields.sum()), row);
    double count = rule.part(fields.count(), feed.field(row, fields.count()), row);
    int set = feed.labels().number(row);
    Series one = series.get(set);
    if (one == null) {
      one = new Series();
      series.put(set, one);
      feed.series();
      budget.samples(1 + MORE, rule);
    }
    one.sum = Double.isNaN(sum) ? one.sum : sum;
    one.count = Double.isNaN(count) ? one.count : whole(count, rule, row);
    Double before = one.values.get(bound);
    if (before != null) {
      return again(one, bound, before, number, rule, row);
    }
    budget.samples(1, rule);
    one.values.put(bound, number);
    return null;
  }

  private static double whole(double count, Rule rule, Row row) throws ReadException {
    if (count < 0 || count != Math.rint(count) || Double.isInfinite(count)) {
      throw rule.failure(
          rule.parts().count(),
          "expected a whole number of observations, not below 0, found " + LabelText.of(count),
          row);
    }
    return count;
  }

  private @Nullable String again(
      Series one, double bound, double before, double number, Rule rule, Row row)
      throws ReadException {
    switch (onDuplicate) {
      case FIRST -> {
        return "an earlier row has the same labels and bound";
      }
      case LAST -> one.values.put(bound, number);
      case SUM -> one.values.put(bound, rule.checked(before + number, row));
      case FAIL ->
          throw rule.failure(
              rule.parts().bound(),
              "expected each once for each label set (or on-duplicate), found %s twice"
                  .formatted(LabelText.of(bound)),
              row);
    }
    return null;
  }

  /** Builds the snapshot of all series. */
  @Override
  void complete() throws ReadException {
    MetricMetadata metadata = Metric.metadata(config);
    List<HistogramDataPointSnapshot> histograms = new ArrayList<>();
    List<SummaryDataPointSnapshot> summaries = new ArrayList<>();
    samples = 0;
    for (int set : labelSets.sorted()) {
      Series one = series.get(set);
      if (one != null) {
        Labels labels = labelSets.labels(set);
        samples += one.samples();
        if (isHistogram()) {
          histograms.add(histogram(one, labels));
        } else {
          summaries.add(summary(one, labels));
        }
      }
    }
    if (!series.isEmpty()) {
      snapshots =
          List.of(
              isHistogram()
                  ? new HistogramSnapshot(metadata, histograms)
                  : new SummarySnapshot(metadata, summaries));
    }
  }

  private HistogramDataPointSnapshot histogram(Series one, Labels labels) throws ReadException {
    Double infinity = one.values.get(Double.POSITIVE_INFINITY);
    if (infinity == null && Double.isNaN(one.count)) {
      throw failure("expected a bucket with the bound +Inf, or a count, found neither", labels);
    }
    one.values.putIfAbsent(Double.POSITIVE_INFINITY, one.count);
    List<Double> bounds = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    double before = 0;
    for (var bucket : one.values.entrySet()) {
      if (bucket.getValue() < before) {
        throw failure(
            "expected the count of the bucket %s to be at least that of the bucket before, found %s after %s"
                .formatted(
                    LabelText.of(bucket.getKey()),
                    LabelText.of(bucket.getValue()),
                    LabelText.of(before)),
            labels);
      }
      bounds.add(bucket.getKey());
      counts.add((long) (bucket.getValue() - before));
      before = bucket.getValue();
    }
    return new HistogramDataPointSnapshot(
        ClassicHistogramBuckets.of(bounds, counts), one.sum, labels, Exemplars.EMPTY, 0);
  }

  private static SummaryDataPointSnapshot summary(Series one, Labels labels) {
    List<Quantile> quantiles = new ArrayList<>();
    one.values.forEach((quantile, value) -> quantiles.add(new Quantile(quantile, value)));
    long count = Double.isNaN(one.count) ? -1 : (long) one.count;
    return new SummaryDataPointSnapshot(
        count, one.sum, Quantiles.of(quantiles), labels, Exemplars.EMPTY, 0);
  }

  private ReadException failure(String problem, Labels labels) {
    String[] names = new String[labels.size()];
    String[] values = new String[labels.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = labels.getName(i);
      values[i] = labels.getValue(i);
    }
    return new ReadException(
        Reason.MAPPING,
        "metric %s: %s, in the series %s"
            .formatted(config.name(), problem, Quoted.labels(names, values)),
        null);
  }

  /** Does nothing: there is no state beyond the batch. */
  @Override
  void commit(long now) {}

  @Override
  int samples() {
    return samples;
  }

  @Override
  List<MetricSnapshot> snapshots() {
    return snapshots;
  }
}
