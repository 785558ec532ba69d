package io.sonde.collection;

import io.sonde.config.MetricConfig;
import io.sonde.config.MetricType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which collections may expose the same series or use a name for two metrics, as far as the
 * configuration tells. Immutable once made.
 */
final class PossibleCollisions {
  private final Map<TargetCollection, Map<TargetCollection, Rival>> rivals = new HashMap<>();
  private final Map<TargetCollection, Set<TargetCollection>> dependents = new HashMap<>();
  private final Map<String, Set<String>> contradicting = new HashMap<>();
  private final Map<String, List<TargetCollection>> byCollector = new LinkedHashMap<>();
  private final Map<TargetCollection, Integer> order = new HashMap<>();

  /** Families that a collection gives without the label of its target. */
  private final Set<String> untargeted = new HashSet<>();

  /** By target and family: series may be the same only with the same target label. */
  private final Map<List<String>, List<TargetCollection>> givers = new HashMap<>();

  /** What two collectors have in common whose rows make names. */
  private final Map<List<String>, Shared> shared = new HashMap<>();

  /**
   * @param names true when rows may give one name to metrics of two types
   * @param series true when rows may give a series of one to the other
   */
  private record Shared(boolean names, boolean series) {}

  /** By name of a sample: the metrics that have it. */
  private final Map<String, Map<Metric, List<TargetCollection>>> takers = new HashMap<>();

  private record Metric(String family, MetricType type) {}

  /**
   * An earlier collection that may give what a later one gives.
   *
   * @param families names of the later collection's metrics, each with those of the earlier one's
   *     that may have the same series or names
   */
  record Rival(TargetCollection collection, Map<String, Set<String>> families) {}

  /**
   * @param collections in the order of the configuration
   */
  PossibleCollisions(List<TargetCollection> collections) {
    for (var collection : collections) {
      var collector = collection.job().collector();
      if (!collector.targetLabel()) {
        collector.metrics().forEach(metric -> untargeted.add(metric.family()));
      }
    }
    for (var collection : collections) {
      order.put(collection, order.size());
      byCollector.computeIfAbsent(collection.collector(), _ -> new ArrayList<>()).add(collection);
      add(collection);
    }
  }

  /** True when it may collide with another collection. */
  boolean concern(TargetCollection collection) {
    return rivals.containsKey(collection) || dependents.containsKey(collection);
  }

  /** The earlier collections that may give what this one gives. */
  Map<TargetCollection, Rival> rivals(TargetCollection later) {
    return rivals.getOrDefault(later, Map.of());
  }

  /** The later collections that may have to leave out what this one gives. */
  Set<TargetCollection> dependents(TargetCollection earlier) {
    return dependents.getOrDefault(earlier, Set.of());
  }

  /**
   * Collectors whose rows may give names of this collector to metrics of another type. They are not
   * among the rivals, since there may be as many collections as targets.
   */
  Set<String> contradicting(String collector) {
    return contradicting.getOrDefault(collector, Set.of());
  }

  /** The collections of a collector. */
  List<TargetCollection> of(String collector) {
    return byCollector.getOrDefault(collector, List.of());
  }

  /** True when the first collection stands before the second in the configuration. */
  boolean isEarlier(TargetCollection one, TargetCollection other) {
    return order.getOrDefault(one, 0) < order.getOrDefault(other, Integer.MAX_VALUE);
  }

  private void add(TargetCollection collection) {
    for (MetricConfig config : collection.job().collector().metrics()) {
      if (!config.namedByRows()) {
        series(collection, config.family());
        names(collection, config);
      }
    }
    byCollector.forEach((collector, others) -> {
      var common =
          shared.computeIfAbsent(
              List.of(collector, collection.collector()),
              _ -> shared(collection, others.getFirst()));
      if (common.names) {
        contradicting
            .computeIfAbsent(collection.collector(), _ -> new LinkedHashSet<>())
            .add(collector);
      }
      if (common.names || common.series) {
        others.stream()
            .filter(one -> one != collection && mayShareLabels(collection, one))
            .forEach(one -> meet(collection, Overlap.ANY, one, Overlap.ANY));
      }
    });
  }

  private static boolean mayShareLabels(TargetCollection one, TargetCollection other) {
    return one.target().equals(other.target())
        || !one.job().collector().targetLabel()
        || !other.job().collector().targetLabel();
  }

  /** Whether a name that rows make in one of them could be one of the other. */
  private static Shared shared(TargetCollection one, TargetCollection other) {
    boolean names = false;
    boolean series = false;
    for (var a : one.job().collector().metrics()) {
      for (var b : other.job().collector().metrics()) {
        if ((a.namedByRows() && begins(b, a.nameHead()))
            || (b.namedByRows() && begins(a, b.nameHead()))) {
          names |= a.type() != b.type();
          series |= a.type() == b.type();
        }
      }
    }
    return new Shared(names, series);
  }

  private static boolean begins(MetricConfig metric, String head) {
    return metric.namedByRows()
        ? metric.nameHead().startsWith(head) || head.startsWith(metric.nameHead())
        : metric.names().stream().anyMatch(name -> name.startsWith(head));
  }

  private void series(TargetCollection collection, String family) {
    var earlier =
        givers.computeIfAbsent(
            untargeted.contains(family) ? List.of(family) : List.of(collection.target(), family),
            _ -> new ArrayList<>());
    // Entries of one collector that share a name are one metric.
    if (earlier.isEmpty() || earlier.getLast() != collection) {
      earlier.forEach(one -> meet(collection, family, one, family));
      earlier.add(collection);
    }
  }

  private void names(TargetCollection collection, MetricConfig config) {
    var metric = new Metric(config.family(), config.type());
    for (String name : config.names()) {
      var metrics = takers.computeIfAbsent(name, _ -> new LinkedHashMap<>());
      metrics.forEach((other, collections) -> {
        if (!other.equals(metric)) {
          collections.forEach(one -> meet(collection, metric.family, one, other.family));
        }
      });
      var same = metrics.computeIfAbsent(metric, _ -> new ArrayList<>());
      if (same.isEmpty() || same.getLast() != collection) {
        same.add(collection);
      }
    }
  }

  private void meet(
      TargetCollection later, String family, TargetCollection earlier, String theirFamily) {
    rivals
        .computeIfAbsent(later, _ -> new LinkedHashMap<>())
        .computeIfAbsent(earlier, one -> new Rival(one, new LinkedHashMap<>()))
        .families
        .computeIfAbsent(family, _ -> new LinkedHashSet<>())
        .add(theirFamily);
    dependents.computeIfAbsent(earlier, _ -> new LinkedHashSet<>()).add(later);
  }
}
