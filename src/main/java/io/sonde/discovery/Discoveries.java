package io.sonde.discovery;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sonde.collection.CollectionSet;
import io.sonde.config.DiscoveryConfig;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The discoveries of the configuration in use.
 *
 * <pre>
 * sonde_discovery_targets{discovery="brokers"} 12.0
 * sonde_discovery_up{discovery="brokers"} 1.0
 * sonde_discovery_failures_total{discovery="brokers"} 0.0
 * sonde_discovery_last_success_timestamp_seconds{discovery="brokers"} 1.7637e9
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class Discoveries implements Supplier<MetricSnapshots>, AutoCloseable {
  private static final MetricMetadata TARGETS =
      new MetricMetadata(
          "sonde_discovery_targets", "Targets in use from the list of the discovery.");
  private static final MetricMetadata UP =
      new MetricMetadata(
          "sonde_discovery_up",
          "1 when the whole list as last read is in use, 0 when only a part or an earlier list"
              + " is.");
  private static final MetricMetadata FAILURES =
      new MetricMetadata(
          "sonde_discovery_failures", "Reads of the list that failed, or gave only a part of it.");
  private static final MetricMetadata LAST_SUCCESS =
      new MetricMetadata(
          "sonde_discovery_last_success_timestamp_seconds",
          "Time of the last successful read, in seconds since 1970; 0 before the first.");

  private final Function<TargetConfig, Target> open;
  private final Supplier<CollectionSet> collections;
  private final Supplier<DiscoveredTargets> atWork;
  private final Runnable change;
  private final Discovery.Applying applying = new Apply();
  private volatile Map<String, Discovery> all = Map.of();
  private boolean closed; // guarded by this

  /**
   * Starts without discoveries.
   *
   * @param open opens a target
   * @param collections the collections in use
   * @param atWork the targets in use
   * @param change applies the present {@link #entries()}, and returns when that is done
   */
  public Discoveries(
      Function<TargetConfig, Target> open,
      Supplier<CollectionSet> collections,
      Supplier<DiscoveredTargets> atWork,
      Runnable change) {
    this.open = open;
    this.collections = collections;
    this.atWork = atWork;
    this.change = change;
  }

  /**
   * Replaces the discoveries. An equal discovery continues. When only the name is the same, the
   * last good list stays in use until the new discovery has read its own.
   */
  public synchronized void follow(List<DiscoveryConfig> configs) {
    Map<String, Discovery> before = all;
    Map<String, Discovery> next = new LinkedHashMap<>();
    List<Discovery> begun = new ArrayList<>();
    for (DiscoveryConfig config : closed ? List.<DiscoveryConfig>of() : configs) {
      Discovery known = before.get(config.name());
      if (known == null || !same(known.config(), config)) {
        known = new Discovery(config, ListSource.of(config, open, collections), applying, known);
        begun.add(known);
      }
      next.put(config.name(), known);
    }
    all = next;
    before.values().stream().filter(one -> !next.containsValue(one)).forEach(Discovery::close);
    begun.forEach(Discovery::start);
  }

  private static boolean same(DiscoveryConfig a, DiscoveryConfig b) {
    return a.source().equals(b.source())
        && a.every().equals(b.every())
        && a.timeout().equals(b.timeout())
        && a.maxTargets() == b.maxTargets()
        && a.target().placeholders().equals(b.target().placeholders());
  }

  private final class Apply implements Discovery.Applying {
    @Override
    public void apply(Discovery discovery) {
      if (isAtWork(discovery)) {
        change.run();
      }
    }

    @Override
    public List<String> leftOut(Discovery discovery) {
      return isAtWork(discovery) ? problems(discovery.config().name()) : List.of();
    }

    private boolean isAtWork(Discovery discovery) {
      return all.get(discovery.config().name()) == discovery;
    }
  }

  private List<String> problems(String discovery) {
    return atWork.get().problems().getOrDefault(discovery, List.of());
  }

  /** The last good entries of each list. */
  public Map<String, List<Map<String, String>>> entries() {
    Map<String, List<Map<String, String>>> entries = new HashMap<>();
    all.forEach((name, one) -> entries.put(name, one.entries()));
    return entries;
  }

  /** True when the first read of each list has ended, or its timeout has passed. */
  public boolean ready() {
    return all.values().stream().allMatch(Discovery::ready);
  }

  /** The metrics of all discoveries. */
  @Override
  public MetricSnapshots get() {
    List<GaugeDataPointSnapshot> targets = new ArrayList<>();
    List<GaugeDataPointSnapshot> up = new ArrayList<>();
    List<CounterDataPointSnapshot> failures = new ArrayList<>();
    List<GaugeDataPointSnapshot> success = new ArrayList<>();
    Map<String, Integer> counts = atWork.get().counts();
    all.forEach((name, one) -> {
      Labels labels = Labels.of("discovery", name);
      Discovery.State state = one.state();
      boolean good = state.looked() && state.problem().isEmpty() && problems(name).isEmpty();
      var last = state.success();
      targets.add(new GaugeDataPointSnapshot(counts.getOrDefault(name, 0), labels, null));
      up.add(new GaugeDataPointSnapshot(good ? 1 : 0, labels, null));
      failures.add(new CounterDataPointSnapshot(state.failures(), labels, null, 0L));
      success.add(
          new GaugeDataPointSnapshot(last == null ? 0 : last.toEpochMilli() / 1e3, labels, null));
    });
    return targets.isEmpty()
        ? MetricSnapshots.of()
        : MetricSnapshots.of(
            new GaugeSnapshot(TARGETS, targets),
            new GaugeSnapshot(UP, up),
            new CounterSnapshot(FAILURES, failures),
            new GaugeSnapshot(LAST_SUCCESS, success));
  }

  @Override
  public synchronized void close() {
    closed = true;
    all.values().forEach(Discovery::close);
  }
}
