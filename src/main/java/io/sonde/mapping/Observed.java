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
 * <p>A series that was not observed for {@code keep} goes, so that labels that are gone from the
 * source do not pile up.
 */
final class Observed {
  /** +Inf, sum and count: what the text formats have of native buckets. */
  private static final int NATIVE_SAMPLES = 3;

  private final StatefulMetric<DistributionDataPoint, ? extends DistributionDataPoint> metric;
  private final Map<Labels, Series> series = new HashMap<>();
  private final int samplesOfSeries;
  private final long keep;

  /**
   * @param keep how long a series stays that is not observed
   */
  Observed(MetricConfig config, Labelling labelling, Duration keep) {
    this.keep = keep.toNanos();
    boolean histogram = config.type() == MetricType.HISTOGRAM;
    metric = histogram ? histogram(config, labelling) : summary(config, labelling, keep);
    samplesOfSeries =
        histogram
            ? config.shape().buckets().size() + NATIVE_SAMPLES
            : config.shape().quantiles().size() + 2;
  }

  /**
   * Classic buckets or native ones, never both, so that each format has one kind of them. No
   * properties: client_java's own would let the environment change it.
   */
  private static Histogram histogram(MetricConfig config, Labelling labelling) {
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

  /** Quantiles over at least {@code keep}, so that a rare read does not leave them empty. */
  private static Summary summary(MetricConfig config, Labelling labelling, Duration keep) {
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

  /** How many samples one series is: buckets or quantiles, sum and count. */
  int samplesOfSeries() {
    return samplesOfSeries;
  }

  /** The samples of all series that are there. */
  int samples() {
    return series.size() * samplesOfSeries;
  }

  /** The samples of all series that were observed within {@code keep}. */
  int liveSamples(long now) {
    int live = 0;
    for (Series one : series.values()) {
      live += one.live(now, keep) ? 1 : 0;
    }
    return live * samplesOfSeries;
  }

  /** True when the series is there and was observed within {@code keep}. */
  boolean isLive(Labels labels, long now) {
    Series found = series.get(labels);
    return found != null && found.live(now, keep);
  }

  /** Marks a series as observed now, and returns where its values go. */
  DistributionDataPoint observe(Labels labels, long now) {
    Series found = series.computeIfAbsent(labels, l -> new Series(metric.labelValues(values(l))));
    found.observedAt = now;
    return found.point;
  }

  /** Lets the series go that were not observed for {@code keep}. */
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
