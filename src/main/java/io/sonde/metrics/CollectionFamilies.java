package io.sonde.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.targets.TargetConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The families with a series for each collection, and those with a series for each collector or
 * target.
 *
 * <pre>
 * sonde_collection_failures_total{collector="queues",target="rabbitmq"} 1.0
 * sonde_collection_last_duration_seconds{collector="queues",target="rabbitmq"} 0.013
 * sonde_collection_last_success_timestamp_seconds{collector="queues",target="rabbitmq"} 1.7637e9
 * sonde_collection_runs_total{collector="queues",target="rabbitmq"} 12.0
 * sonde_collection_samples{collector="queues",target="rabbitmq"} 12.0
 * sonde_collection_unmatched_metrics{collector="queues",target="rabbitmq"} 0.0
 * sonde_collection_up{collector="queues",target="rabbitmq"} 1.0
 * sonde_collection_interval_seconds{collector="queues"} 15.0
 * sonde_collection_max_samples{collector="queues"} 10000.0
 * sonde_target_info{address="http://rabbitmq:15672",kind="http",target="rabbitmq"} 1.0
 * </pre>
 *
 * <p>An instance collects the values of one scrape. Not thread-safe.
 */
public final class CollectionFamilies {
  private static final MetricMetadata UP =
      new MetricMetadata(
          "sonde_collection_up",
          "1 when the last run of the collection succeeded, 0 when it failed.");
  private static final MetricMetadata RUNS =
      new MetricMetadata("sonde_collection_runs", "Runs of the collection that ended.");
  private static final MetricMetadata FAILURES =
      new MetricMetadata("sonde_collection_failures", "Runs of the collection that failed.");
  private static final MetricMetadata LAST_SUCCESS =
      new MetricMetadata(
          "sonde_collection_last_success_timestamp_seconds",
          "Time of the last successful run, in seconds since 1970; 0 before the first.");
  private static final MetricMetadata LAST_DURATION =
      new MetricMetadata(
          "sonde_collection_last_duration_seconds",
          "Duration of the last run that read the target; absent before the first such run.");
  private static final MetricMetadata SAMPLES =
      new MetricMetadata(
          "sonde_collection_samples",
          "Samples of the last successful run; 0 after they were dropped.");
  private static final MetricMetadata UNMATCHED =
      new MetricMetadata(
          "sonde_collection_unmatched_metrics",
          "Metrics of the collector that matched nothing in the last successful run.");
  private static final MetricMetadata INTERVAL =
      new MetricMetadata(
          "sonde_collection_interval_seconds",
          "Configured time from the start of one run of the collector to the start of the next.");
  private static final MetricMetadata MAX_SAMPLES =
      new MetricMetadata(
          "sonde_collection_max_samples",
          "Configured maximum number of samples of a run of the collector.");
  private static final MetricMetadata TARGET =
      new MetricMetadata("sonde_target", "Kind and address of the target.");

  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  private final List<GaugeDataPointSnapshot> up = new ArrayList<>();
  private final List<CounterDataPointSnapshot> runs = new ArrayList<>();
  private final List<CounterDataPointSnapshot> failures = new ArrayList<>();
  private final List<GaugeDataPointSnapshot> lastSuccess = new ArrayList<>();
  private final List<GaugeDataPointSnapshot> lastDuration = new ArrayList<>();
  private final List<GaugeDataPointSnapshot> samples = new ArrayList<>();
  private final List<GaugeDataPointSnapshot> unmatched = new ArrayList<>();

  /** The labels of one collection. */
  public static Labels labels(String collector, String target) {
    return Labels.of("collector", collector, "target", target);
  }

  /** {@code sonde_collection_up} of one collection alone. */
  public static MetricSnapshot up(Labels labels, boolean up) {
    return new GaugeSnapshot(UP, List.of(point(labels, up ? 1 : 0)));
  }

  /**
   * The settings of a collector that are exposed.
   *
   * @param every the time from the start of one run to the start of the next
   * @param maxSamples the maximum number of samples of one run
   */
  public record Collector(String name, Duration every, int maxSamples) {}

  /** The families of collectors and targets. They only change with the configuration. */
  public static List<MetricSnapshot> described(
      Collection<Collector> collectors, Collection<? extends TargetConfig> targets) {
    var intervals = new ArrayList<GaugeDataPointSnapshot>();
    var bounds = new ArrayList<GaugeDataPointSnapshot>();
    for (var collector : collectors) {
      var labels = Labels.of("collector", collector.name());
      intervals.add(point(labels, collector.every().toNanos() / NANOS));
      bounds.add(point(labels, collector.maxSamples()));
    }
    var infos = new ArrayList<InfoDataPointSnapshot>();
    for (var target : targets) {
      infos.add(
          new InfoDataPointSnapshot(
              Labels.of(
                  "target", target.name(), "kind", target.kind(), "address", target.address())));
    }
    var described = new ArrayList<MetricSnapshot>();
    if (!collectors.isEmpty()) {
      described.add(new GaugeSnapshot(INTERVAL, intervals));
      described.add(new GaugeSnapshot(MAX_SAMPLES, bounds));
    }
    if (!targets.isEmpty()) {
      described.add(new InfoSnapshot(TARGET, infos));
    }
    return List.copyOf(described);
  }

  /** Adds the counters of a collection, which are exposed even if it is not applicable. */
  public void addCounts(Labels labels, CollectionInstruments counts) {
    runs.add(count(labels, counts.runs()));
    failures.add(count(labels, counts.failures()));
  }

  /**
   * Adds the state of one collection.
   *
   * @param success the time of its last successful run; null before the first
   */
  public void add(
      Labels labels,
      boolean isUp,
      @Nullable Instant success,
      int count,
      CollectionInstruments counts) {
    up.add(point(labels, isUp ? 1 : 0));
    lastSuccess.add(point(labels, success == null ? 0 : success.toEpochMilli() / MILLIS));
    samples.add(point(labels, count));
    unmatched.add(point(labels, counts.unmatched()));
    counts.lastNanos().ifPresent(nanos -> lastDuration.add(point(labels, nanos / NANOS)));
  }

  /** The families of everything that was added. */
  public List<MetricSnapshot> snapshots() {
    var snapshots = new ArrayList<MetricSnapshot>();
    if (!runs.isEmpty()) {
      snapshots.add(new CounterSnapshot(RUNS, runs));
      snapshots.add(new CounterSnapshot(FAILURES, failures));
    }
    gauge(snapshots, UP, up);
    gauge(snapshots, LAST_SUCCESS, lastSuccess);
    gauge(snapshots, LAST_DURATION, lastDuration);
    gauge(snapshots, SAMPLES, samples);
    gauge(snapshots, UNMATCHED, unmatched);
    return snapshots;
  }

  private static void gauge(
      List<MetricSnapshot> snapshots,
      MetricMetadata metadata,
      List<GaugeDataPointSnapshot> points) {
    if (!points.isEmpty()) {
      snapshots.add(new GaugeSnapshot(metadata, points));
    }
  }

  private static CounterDataPointSnapshot count(Labels labels, long count) {
    return new CounterDataPointSnapshot(count, labels, null, 0L);
  }

  private static GaugeDataPointSnapshot point(Labels labels, double value) {
    return new GaugeDataPointSnapshot(value, labels, null);
  }
}
