package io.sonde.exposition;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot.StateSetDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.List;
import java.util.Objects;

/**
 * Tells whether two snapshots have the same text. Comparing takes a tenth of the time of writing.
 */
final class SnapshotComparison {
  private SnapshotComparison() {}

  /** True when both have the same text. False for types and exemplars that it cannot compare. */
  static boolean equal(MetricSnapshot one, MetricSnapshot other) {
    return one.getClass() == other.getClass()
        && same(one.getMetadata(), other.getMetadata())
        && same(one.getDataPoints(), other.getDataPoints());
  }

  private static boolean same(MetricMetadata one, MetricMetadata other) {
    return one.getName().equals(other.getName())
        && Objects.equals(one.getHelp(), other.getHelp())
        && Objects.equals(one.getUnit(), other.getUnit());
  }

  private static boolean same(
      List<? extends DataPointSnapshot> one, List<? extends DataPointSnapshot> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!same(one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(DataPointSnapshot one, DataPointSnapshot other) {
    return one.getScrapeTimestampMillis() == other.getScrapeTimestampMillis()
        && sameValues(one, other)
        && one.getLabels().equals(other.getLabels());
  }

  private static boolean sameValues(DataPointSnapshot one, DataPointSnapshot other) {
    return switch (one) {
      case CounterDataPointSnapshot a when other instanceof CounterDataPointSnapshot b ->
          same(a.getValue(), b.getValue()) && a.getExemplar() == null && b.getExemplar() == null;
      case GaugeDataPointSnapshot a when other instanceof GaugeDataPointSnapshot b ->
          same(a.getValue(), b.getValue()) && a.getExemplar() == null && b.getExemplar() == null;
      case HistogramDataPointSnapshot a when other instanceof HistogramDataPointSnapshot b ->
          same(a.getSum(), b.getSum())
              && sameNative(a, b)
              && same(a.getClassicBuckets(), b.getClassicBuckets())
              && a.getExemplars().size() + b.getExemplars().size() == 0;
      case SummaryDataPointSnapshot a when other instanceof SummaryDataPointSnapshot b ->
          same(a.getSum(), b.getSum())
              && a.getCount() == b.getCount()
              && same(a.getQuantiles(), b.getQuantiles())
              && a.getExemplars().size() + b.getExemplars().size() == 0;
      case UnknownDataPointSnapshot a when other instanceof UnknownDataPointSnapshot b ->
          same(a.getValue(), b.getValue()) && a.getExemplar() == null && b.getExemplar() == null;
      case StateSetDataPointSnapshot a when other instanceof StateSetDataPointSnapshot b ->
          same(a, b);
      case InfoDataPointSnapshot _ -> other instanceof InfoDataPointSnapshot;
      default -> false;
    };
  }

  private static boolean sameNative(
      HistogramDataPointSnapshot one, HistogramDataPointSnapshot other) {
    if (!one.hasNativeHistogramData() || !other.hasNativeHistogramData()) {
      return one.hasNativeHistogramData() == other.hasNativeHistogramData();
    }
    return one.getNativeSchema() == other.getNativeSchema()
        && one.getNativeZeroCount() == other.getNativeZeroCount()
        && same(one.getNativeZeroThreshold(), other.getNativeZeroThreshold())
        && same(one.getNativeBucketsForPositiveValues(), other.getNativeBucketsForPositiveValues())
        && same(one.getNativeBucketsForNegativeValues(), other.getNativeBucketsForNegativeValues());
  }

  private static boolean same(NativeHistogramBuckets one, NativeHistogramBuckets other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (one.getBucketIndex(i) != other.getBucketIndex(i)
          || one.getCount(i) != other.getCount(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(StateSetDataPointSnapshot one, StateSetDataPointSnapshot other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (one.isTrue(i) != other.isTrue(i) || !one.getName(i).equals(other.getName(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(ClassicHistogramBuckets one, ClassicHistogramBuckets other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (one.getCount(i) != other.getCount(i)
          || !same(one.getUpperBound(i), other.getUpperBound(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(Quantiles one, Quantiles other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!same(one.get(i).getQuantile(), other.get(i).getQuantile())
          || !same(one.get(i).getValue(), other.get(i).getValue())) {
        return false;
      }
    }
    return true;
  }

  /** 0 and -0 have different texts; all NaN values have the same. */
  private static boolean same(double one, double other) {
    return Double.compare(one, other) == 0;
  }
}
