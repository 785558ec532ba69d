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
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
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

  /** The labels from the last call, kept since making them costs more than reading the values. */
  private volatile IdentityHashMap<Meter, Labels> known = new IdentityHashMap<>();

  public HelidonMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** The present values, with families sorted by name. */
  @Override
  public MetricSnapshots get() {
    var families = new TreeMap<String, List<Meter>>();
    IdentityHashMap<Meter, Labels> before = known;
    var labels = new IdentityHashMap<Meter, Labels>(before.size());
    for (Meter meter : registry.meters()) {
      if (meter.scope().orElse(Meter.Scope.DEFAULT).equals(Meter.Scope.APPLICATION)) {
        families.computeIfAbsent(meter.id().name(), _ -> new ArrayList<>()).add(meter);
        Labels present = before.get(meter);
        labels.put(meter, present == null ? labels(meter) : present);
      }
    }
    known = labels;
    var snapshots = new ArrayList<MetricSnapshot>(families.size());
    families.forEach((name, meters) -> snapshots.add(family(name, meters, labels)));
    return new MetricSnapshots(snapshots);
  }

  private static MetricSnapshot family(String name, List<Meter> meters, Map<Meter, Labels> labels) {
    Meter first = meters.getFirst();
    // Helidon allows dots in names. The model adds _total to the names of counters.
    String plain = PrometheusNaming.sanitizeMetricName(name);
    String help = first.description().orElse(null);
    return switch (first) {
      case Counter _, FunctionalCounter _ ->
          new CounterSnapshot(
              new MetricMetadata(plain, help), points(meters, labels, HelidonMeters::counter));
      case Timer _ ->
          new HistogramSnapshot(
              new MetricMetadata(plain, help), points(meters, labels, HelidonMeters::histogram));
      case DistributionSummary _ ->
          new SummarySnapshot(
              new MetricMetadata(plain, help), points(meters, labels, HelidonMeters::summary));
      case Gauge<?> _ ->
          new GaugeSnapshot(
              new MetricMetadata(plain, help), points(meters, labels, HelidonMeters::gauge));
      default ->
          throw new IllegalStateException(
              "meter " + name + ": unknown type " + first.getClass().getName());
    };
  }

  private static <P> List<P> points(
      List<Meter> meters, Map<Meter, Labels> labels, BiFunction<Meter, Labels, P> point) {
    var points = new ArrayList<P>(meters.size());
    for (Meter meter : meters) {
      points.add(point.apply(meter, labels.getOrDefault(meter, Labels.EMPTY)));
    }
    return points;
  }

  private static CounterDataPointSnapshot counter(Meter meter, Labels labels) {
    long count = meter instanceof Counter counter ? counter.count() : functional(meter).count();
    return new CounterDataPointSnapshot(count, labels, null, 0L);
  }

  private static FunctionalCounter functional(Meter meter) {
    return (FunctionalCounter) meter;
  }

  private static GaugeDataPointSnapshot gauge(Meter meter, Labels labels) {
    return new GaugeDataPointSnapshot(((Gauge<?>) meter).value().doubleValue(), labels, null);
  }

  private static SummaryDataPointSnapshot summary(Meter meter, Labels labels) {
    var summary = (DistributionSummary) meter;
    return SummaryDataPointSnapshot.builder()
        .count(summary.count())
        .sum(summary.totalAmount())
        .labels(labels)
        .build();
  }

  static HistogramDataPointSnapshot histogram(Meter meter, Labels labels) {
    var snapshot = ((Timer) meter).snapshot();
    var buckets = ClassicHistogramBuckets.builder();
    long below = 0;
    for (Bucket bucket : snapshot.histogramCounts()) {
      buckets.bucket(bucket.boundary(TimeUnit.SECONDS), bucket.count() - below);
      below = bucket.count();
    }
    // The count was read before the buckets, so it may be less than their sum.
    buckets.bucket(Double.POSITIVE_INFINITY, Math.max(0, snapshot.count() - below));
    return HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(buckets.build())
        .sum(snapshot.total(TimeUnit.SECONDS))
        .labels(labels)
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
