package io.sonde.testing;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;

/** Small snapshots of every type that Sonde exposes, with values that are awkward to write. */
public final class Samples {
  private Samples() {}

  /** One family of each type. */
  public static MetricSnapshots ofEveryType() {
    return MetricSnapshots.of(requests(), depth(), latency(), response(), jvmInfo());
  }

  public static MetricSnapshot requests() {
    return CounterSnapshot.builder()
        .name("demo_requests")
        .help("Requests, with a \\ and\na line end.")
        .dataPoint(
            CounterDataPointSnapshot.builder()
                .labels(Labels.of("path", "C:\\temp \"quoted\"\nand more", "unit", "é☃"))
                .value(1e15)
                .build())
        .dataPoint(
            CounterDataPointSnapshot.builder()
                .labels(Labels.of("path", "/", "unit", ""))
                .value(0)
                .build())
        .build();
  }

  public static MetricSnapshot depth() {
    var depth = GaugeSnapshot.builder().name("demo_queue_depth").help("Messages.");
    double[] values = {-2.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e-9};
    for (int i = 0; i < values.length; i++) {
      depth.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(Labels.of("queue", "q" + i))
              .value(values[i])
              .build());
    }
    return depth.build();
  }

  public static MetricSnapshot latency() {
    return HistogramSnapshot.builder()
        .name("latency_seconds")
        .help("Latency.")
        .dataPoint(
            HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(
                    ClassicHistogramBuckets.builder()
                        .bucket(0.1, 2)
                        .bucket(0.5, 0)
                        .bucket(Double.POSITIVE_INFINITY, 1)
                        .build())
                .sum(1.75)
                .labels(Labels.of("target", "orders-db"))
                .build())
        .build();
  }

  public static MetricSnapshot response() {
    return SummarySnapshot.builder()
        .name("demo_response_seconds")
        .help("Responses.")
        .dataPoint(
            SummaryDataPointSnapshot.builder()
                .count(4)
                .sum(2.5)
                .quantiles(Quantiles.of(new Quantile(0.5, 0.25), new Quantile(0.99, 1.5)))
                .build())
        .build();
  }

  public static MetricSnapshot jvmInfo() {
    return InfoSnapshot.builder()
        .name("jvm")
        .help("The JVM.")
        .dataPoint(InfoDataPointSnapshot.builder().labels(Labels.of("version", "25")).build())
        .build();
  }
}
