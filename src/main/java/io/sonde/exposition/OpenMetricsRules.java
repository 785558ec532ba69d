package io.sonde.exposition;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Leaves out what OpenMetrics forbids and the other formats allow, since a strict parser would
 * refuse the whole scrape: quantiles below 0, and the sum of a histogram or summary with
 * observations below 0, since such a sum is not a counter.
 */
final class OpenMetricsRules {
  /** The tolerance for rounding errors of a sum. */
  private static final double ROUNDING = 1e-6;

  private OpenMetricsRules() {}

  /** The family as OpenMetrics allows it; the same instance when nothing is forbidden. */
  static MetricSnapshot apply(MetricSnapshot family) {
    return switch (family) {
      case HistogramSnapshot histogram
          when histogram.getDataPoints().stream().anyMatch(OpenMetricsRules::sumMayFall) ->
          new HistogramSnapshot(
              histogram.isGaugeHistogram(),
              histogram.getMetadata(),
              histogram.getDataPoints().stream()
                  .map(point -> sumMayFall(point) ? withoutSum(point) : point)
                  .toList());
      case SummarySnapshot summary
          when summary.getDataPoints().stream().anyMatch(OpenMetricsRules::sumMayFall) ->
          new SummarySnapshot(
              summary.getMetadata(),
              summary.getDataPoints().stream()
                  .map(point -> sumMayFall(point) ? withoutNegatives(point) : point)
                  .toList());
      default -> family;
    };
  }

  /** True when the bounds or the sum show that there are observations below 0. */
  private static boolean sumMayFall(HistogramDataPointSnapshot point) {
    ClassicHistogramBuckets buckets = point.getClassicBuckets();
    double least = 0;
    for (int i = 1; i < buckets.size(); i++) {
      // Each observation is greater than the upper bound of the bucket below.
      least += buckets.getUpperBound(i - 1) * buckets.getCount(i);
    }
    boolean negativeBound = !buckets.isEmpty() && buckets.getUpperBound(0) < 0;
    boolean negatives = point.getNativeBucketsForNegativeValues().size() > 0;
    return point.hasSum()
        && (negatives || negativeBound || point.getSum() < least * (1 - ROUNDING));
  }

  private static boolean sumMayFall(SummaryDataPointSnapshot point) {
    return (point.hasSum() && point.getSum() < 0)
        || quantiles(point).stream().anyMatch(q -> q.getValue() < 0);
  }

  private static HistogramDataPointSnapshot withoutSum(HistogramDataPointSnapshot point) {
    return new HistogramDataPointSnapshot(
        point.getClassicBuckets(),
        point.getNativeSchema(),
        point.getNativeZeroCount(),
        point.getNativeZeroThreshold(),
        point.getNativeBucketsForPositiveValues(),
        point.getNativeBucketsForNegativeValues(),
        Double.NaN,
        point.getLabels(),
        point.getExemplars(),
        point.getCreatedTimestampMillis(),
        point.getScrapeTimestampMillis());
  }

  private static SummaryDataPointSnapshot withoutNegatives(SummaryDataPointSnapshot point) {
    return new SummaryDataPointSnapshot(
        point.getCount(),
        Double.NaN,
        Quantiles.of(quantiles(point).stream().filter(q -> !(q.getValue() < 0)).toList()),
        point.getLabels(),
        point.getExemplars(),
        point.getCreatedTimestampMillis(),
        point.getScrapeTimestampMillis());
  }

  private static List<Quantile> quantiles(SummaryDataPointSnapshot point) {
    return StreamSupport.stream(point.getQuantiles().spliterator(), false).toList();
  }
}
