package io.sonde.metrics;

import io.helidon.metrics.api.Bucket;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.DistributionSummary;
import io.helidon.metrics.api.FunctionalCounter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Meter;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.SystemTagsManager;
import io.helidon.metrics.api.Tag;
import io.helidon.metrics.api.Timer;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Converts Helidon's meters to the snapshots of the Prometheus client library.
 *
 * <p>A {@code Counter} and a {@code FunctionalCounter} become counters, a {@code Gauge} a gauge, a
 * {@code Timer} a histogram in seconds. A {@code DistributionSummary} becomes a summary of count
 * and sum only: its buckets count values rounded up to whole numbers. There is no maximum, no
 * quantile and no {@code scope}.
 *
 * <p>Only meters of the application's scope are read. Those of {@code base} and {@code vendor},
 * which Helidon registers itself, have the same content as {@code jvm_*}. Thread-safe.
 */
public final class HelidonMeters implements Supplier<MetricSnapshots> {
  private final MeterRegistry registry;

  public HelidonMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** The present values, with families sorted by name. */
  @Override
  public MetricSnapshots get() {
    var families = new TreeMap<String, List<Meter>>();
    for (Meter meter : registry.meters()) {
      if (meter.scope().orElse(Meter.Scope.DEFAULT).equals(Meter.Scope.APPLICATION)) {
        families.computeIfAbsent(meter.id().name(), _ -> new ArrayList<>()).add(meter);
      }
    }
    var snapshots = new ArrayList<MetricSnapshot>(families.size());
    families.forEach((name, meters) -> snapshots.add(family(name, meters)));
    return new MetricSnapshots(snapshots);
  }

  private static MetricSnapshot family(String name, List<Meter> meters) {
    Meter first = meters.getFirst();
    // Helidon allows dots in names. The model adds _total to the names of counters.
    String plain = PrometheusNaming.sanitizeMetricName(name);
    String help = first.description().orElse(null);
    return switch (first) {
      case Counter _, FunctionalCounter _ ->
          new CounterSnapshot(
              new MetricMetadata(plain, help), points(meters, HelidonMeters::counter));
      case Timer _ ->
          new HistogramSnapshot(
              new MetricMetadata(plain, help), points(meters, HelidonMeters::histogram));
      case DistributionSummary _ ->
          new SummarySnapshot(
              new MetricMetadata(plain, help), points(meters, HelidonMeters::summary));
      case Gauge<?> _ ->
          new GaugeSnapshot(new MetricMetadata(plain, help), points(meters, HelidonMeters::gauge));
      default ->
          throw new IllegalStateException(
              "meter " + name + ": unknown type " + first.getClass().getName());
    };
  }

  private static <P> List<P> points(List<Meter> meters, Function<Meter, P> point) {
    return meters.stream().map(point).toList();
  }

  private static CounterDataPointSnapshot counter(Meter meter) {
    long count = meter instanceof Counter counter ? counter.count() : functional(meter).count();
    return new CounterDataPointSnapshot(count, labels(meter), null, 0L);
  }

  private static FunctionalCounter functional(Meter meter) {
    return (FunctionalCounter) meter;
  }

  private static GaugeDataPointSnapshot gauge(Meter meter) {
    return new GaugeDataPointSnapshot(
        ((Gauge<?>) meter).value().doubleValue(), labels(meter), null);
  }

  private static SummaryDataPointSnapshot summary(Meter meter) {
    var summary = (DistributionSummary) meter;
    return SummaryDataPointSnapshot.builder()
        .count(summary.count())
        .sum(summary.totalAmount())
        .labels(labels(meter))
        .build();
  }

  private static HistogramDataPointSnapshot histogram(Meter meter) {
    var snapshot = ((Timer) meter).snapshot();
    var buckets = ClassicHistogramBuckets.builder();
    long below = 0;
    for (Bucket bucket : snapshot.histogramCounts()) {
      buckets.bucket(bucket.boundary(TimeUnit.SECONDS), bucket.count() - below);
      below = bucket.count();
    }
    // The count was read before the buckets: it lacks what was recorded in between.
    buckets.bucket(Double.POSITIVE_INFINITY, Math.max(0, snapshot.count() - below));
    return HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(buckets.build())
        .sum(snapshot.total(TimeUnit.SECONDS))
        .labels(labels(meter))
        .build();
  }

  private static Labels labels(Meter meter) {
    var names = new ArrayList<String>();
    var values = new ArrayList<String>();
    // Helidon keeps the scope among the tags of a meter.
    for (Tag tag : SystemTagsManager.instance().withoutSystemOrScopeTags(meter.id().tags())) {
      names.add(PrometheusNaming.sanitizeLabelName(tag.key()));
      values.add(tag.value());
    }
    return Labels.of(names, values);
  }
}
