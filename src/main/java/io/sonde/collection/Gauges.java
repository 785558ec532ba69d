package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What collections say of themselves, beside what is counted in Helidon's registry.
 *
 * <pre>
 * sonde_collection_last_success_timestamp_seconds{collector="queues",target="rabbitmq"} 1.7637e9
 * sonde_collection_samples{collector="queues",target="rabbitmq"} 12.0
 * sonde_collection_up{collector="queues",target="rabbitmq"} 1.0
 * </pre>
 *
 * <p>Collects the values of one scrape; for one thread.
 */
final class Gauges {
  private static final MetricMetadata UP =
      new MetricMetadata(
          "sonde_collection_up",
          "1 when the last run of the collection succeeded, 0 when it failed.");
  private static final MetricMetadata LAST_SUCCESS =
      new MetricMetadata(
          "sonde_collection_last_success_timestamp_seconds",
          "Time of the last successful run, in seconds since 1970; 0 before the first.");
  private static final MetricMetadata SAMPLES =
      new MetricMetadata(
          "sonde_collection_samples",
          "Samples of the last successful run; 0 after they were dropped.");

  private final List<GaugeDataPointSnapshot> up = new ArrayList<>();
  private final List<GaugeDataPointSnapshot> lastSuccess = new ArrayList<>();
  private final List<GaugeDataPointSnapshot> samples = new ArrayList<>();

  /** The labels of one collection. */
  static Labels labels(String collector, String target) {
    return Labels.of("collector", collector, "target", target);
  }

  /** {@code sonde_collection_up} of one collection alone. */
  static MetricSnapshot up(Labels labels, boolean up) {
    return new GaugeSnapshot(UP, List.of(point(labels, up ? 1 : 0)));
  }

  /**
   * Adds the values of one collection.
   *
   * @param success when it last succeeded; null when it never has
   */
  void add(Labels labels, boolean isUp, @Nullable Instant success, int count) {
    up.add(point(labels, isUp ? 1 : 0));
    lastSuccess.add(point(labels, success == null ? 0 : success.toEpochMilli() / 1e3));
    samples.add(point(labels, count));
  }

  /** All that was added. */
  List<MetricSnapshot> snapshots() {
    return up.isEmpty()
        ? List.of()
        : List.of(
            new GaugeSnapshot(UP, up),
            new GaugeSnapshot(LAST_SUCCESS, lastSuccess),
            new GaugeSnapshot(SAMPLES, samples));
  }

  private static GaugeDataPointSnapshot point(Labels labels, double value) {
    return new GaugeDataPointSnapshot(value, labels, null);
  }
}
