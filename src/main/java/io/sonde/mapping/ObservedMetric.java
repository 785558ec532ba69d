package io.sonde.mapping;

import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.StatefulMetric;
import io.prometheus.metrics.core.metrics.Summary;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.config.MetricConfig;
import io.sonde.config.MetricType;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A histogram or summary over all reads of one collection. Not thread-safe.
 *
 * <p>A series that was not observed for {@code keep} is removed, so that old labels do not
 * accumulate.
 */
final class ObservedMetric {
  /** +Inf, sum and count: the samples of native buckets in the text formats. */
  private static final int NATIVE_SAMPLES = 3;

  private final StatefulMetric<DistributionDataPoint, ? extends DistributionDataPoint> metric;
  private final Map<Labels, Series> series = new HashMap<>();
  private final int samplesOfSeries;
  private final long keep;

  /**
   * @param keep how long a series is kept without an observation
   */
  ObservedMetric(MetricConfig config, LabelMapping labelling, Duration keep) {
    this.keep = keep.toNanos();
    boolean histogram = config.type() == MetricType.HISTOGRAM;
    metric = histogram ? histogram(config, labelling) : summary(config, labelling, keep);
    samplesOfSeries =
        histogram
            ? config.shape().buckets().size() + NATIVE_SAMPLES
            : config.shape().quantiles().size() + 2;
  }

  /**
   * Classic buckets or native ones, never both. The properties are empty, so that environment
   * variables for client_java have no effect.
   */
  private static Histogram histogram(MetricConfig config, LabelMapping labelling) {
    Histogram.Builder histogram =
        Histogram.builder(PrometheusProperties.builder().build())
            .name(config.name())
            .help(config.help())
            .labelNames(labelling.names().toArray(String[]::new))
            .withoutExemplars();
    if (config.shape().nativeBuckets()) {
      return histogram.nativeOnly().build();
    }
    return histogram
        .classicOnly()
        .classicUpperBounds(
            config.shape().buckets().stream().mapToDouble(Double::doubleValue).toArray())
        .build();
  }

  /** Quantiles over at least {@code keep}, so that they have values between rare reads. */
  private static Summary summary(MetricConfig config, LabelMapping labelling, Duration keep) {
    Summary.Builder summary =
        Summary.builder(PrometheusProperties.builder().build())
            .name(config.name())
            .help(config.help())
            .labelNames(labelling.names().toArray(String[]::new))
            .maxAgeSeconds(Math.max(Summary.Builder.DEFAULT_MAX_AGE_SECONDS, keep.toSeconds()))
            .withoutExemplars();
    config.shape().quantiles().forEach(summary::quantile);
    return summary.build();
  }

  /** The number of samples of one series: buckets or quantiles, sum and count. */
  int samplesOfSeries() {
    return samplesOfSeries;
  }

  /** The number of samples of all series. */
  int samples() {
    return series.size() * samplesOfSeries;
  }

  /** The number of samples of all series that were observed within {@code keep}. */
  int liveSamples(long now) {
    int live = 0;
    for (Series one : series.values()) {
      live += one.live(now, keep) ? 1 : 0;
    }
    return live * samplesOfSeries;
  }

  /** True when the series exists and was observed within {@code keep}. */
  boolean isLive(Labels labels, long now) {
    Series found = series.get(labels);
    return found != null && found.live(now, keep);
  }

  /** Marks a series as observed now, and returns the data point for its values. */
  DistributionDataPoint observe(Labels labels, long now) {
    Series found = series.computeIfAbsent(labels, l -> new Series(metric.labelValues(values(l))));
    found.observedAt = now;
    return found.point;
  }

  /** Removes the series that were not observed for {@code keep}. */
  void expire(long now) {
    series
        .entrySet()
        .removeIf(entry -> {
          boolean gone = !entry.getValue().live(now, keep);
          if (gone) {
            metric.remove(values(entry.getKey()));
          }
          return gone;
        });
  }

  MetricSnapshot snapshot() {
    return metric.collect();
  }

  private static String[] values(Labels labels) {
    String[] values = new String[labels.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = labels.getValue(i);
    }
    return values;
  }

  private static final class Series {
    private final DistributionDataPoint point;
    private long observedAt;

    Series(DistributionDataPoint point) {
      this.point = point;
    }

    boolean live(long now, long keep) {
      return now - observedAt <= keep;
    }
  }
}
