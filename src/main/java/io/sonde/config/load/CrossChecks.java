package io.sonde.config.load;

import io.sonde.config.CollectorConfig;
import io.sonde.config.DiscoveryConfig;
import io.sonde.config.MetricConfig;
import io.sonde.config.MetricType;
import io.sonde.targets.TargetConfig;
import io.sonde.yaml.Problems;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Checks across the parts of a configuration: names that are repeated, missing or unused. */
final class CrossChecks {
  /** The maximum number of names in a message. */
  private static final int SHOWN = 20;

  private final Problems problems;
  private final boolean needsCollectors;

  /**
   * @param needsCollectors whether a target that no collector reads is a problem
   */
  CrossChecks(Problems problems, boolean needsCollectors) {
    this.problems = problems;
    this.needsCollectors = needsCollectors;
  }

  /** Checks that each name is used once. */
  void names(
      Entries<TargetConfig> targets,
      Entries<CollectorConfig> collectors,
      Entries<DiscoveryConfig> discoveries) {
    unique(targets, TargetConfig::name);
    unique(collectors, CollectorConfig::name);
    unique(discoveries, DiscoveryConfig::name);
  }

  private <T> void unique(Entries<T> entries, Function<T, String> name) {
    Map<String, Placed<T>> seen = new LinkedHashMap<>();
    for (Placed<T> one : entries.read()) {
      String own = name.apply(one.value());
      Placed<T> first = own.isEmpty() ? null : seen.putIfAbsent(own, one);
      if (first != null) {
        problems.add(
            one.place(),
            one.path() + ".name",
            "expected each name once, found '" + own + "' at " + first.place() + " too");
      }
    }
  }

  /**
   * Checks that collectors and discoveries name targets that exist and have the right kind, that
   * each target is read, and that no target has a label of a metric. When an entry could not be
   * read, its name is unknown: missing and unused names are not reported then.
   */
  void targets(
      Entries<TargetConfig> targets,
      Entries<CollectorConfig> collectors,
      Entries<DiscoveryConfig> discoveries) {
    if (!targets.complete()) {
      return;
    }
    Map<String, TargetConfig> known = new LinkedHashMap<>();
    targets.values().forEach(target -> known.put(target.name(), target));
    Set<String> used = new HashSet<>();
    if (collectors.complete()) {
      new DiscoveryChecks(problems, known, collectors.read(), used).check(discoveries);
    }
    for (Placed<CollectorConfig> collector : collectors.read()) {
      kinds(collector, known);
      used.addAll(collector.value().targets());
    }
    for (Placed<TargetConfig> target : targets.read()) {
      String name = target.value().name();
      if (needsCollectors && collectors.complete() && !name.isEmpty() && !used.contains(name)) {
        problems.add(
            target.place(),
            target.path(),
            "expected a collector that reads it, found none for '" + name + "'");
      }
      labels(
          target,
          collectors.values().stream()
              .filter(collector -> collector.targets().contains(name))
              .toList());
    }
  }

  private void kinds(Placed<CollectorConfig> collector, Map<String, TargetConfig> known) {
    String path = collector.path() + ".targets";
    String needed = collector.value().query().kind();
    Set<String> seen = new HashSet<>();
    Set<String> kinds = new LinkedHashSet<>();
    for (String name : collector.value().targets()) {
      TargetConfig target = known.get(name);
      if (!seen.add(name)) {
        problems.add(
            collector.place(), path, "expected each target once, found '" + name + "' twice");
      } else if (target == null) {
        problems.add(
            collector.place(), path, "expected one of " + names(known) + ", found '" + name + "'");
      } else {
        kinds.add(target.kind());
      }
    }
    if (kinds.size() > 1) {
      problems.add(
          collector.place(),
          path,
          "expected targets of one kind, found " + String.join(" and ", kinds));
    } else if (!kinds.isEmpty() && !kinds.contains(needed)) {
      problems.add(
          collector.place(),
          path,
          "expected " + needed + " targets for this query, found " + String.join("", kinds));
    }
  }

  /** Checks that no metric of the collectors has a label that their target has. */
  private void labels(Placed<TargetConfig> target, List<CollectorConfig> collectors) {
    for (String label : target.value().labels().keySet()) {
      collectors.stream()
          .flatMap(collector -> collector.metrics().stream())
          .filter(metric -> metric.labels().names().contains(label))
          .findFirst()
          .ifPresent(metric ->
              problems.add(
                  target.place(),
                  target.path() + ".labels." + label,
                  "expected a label that no metric has, found '%s', which %s has"
                      .formatted(label, metric.name())));
    }
  }

  static String names(Map<String, ?> known) {
    if (known.isEmpty()) {
      return "a target, and there is none";
    }
    int more = known.size() - SHOWN;
    String first = String.join(", ", known.keySet().stream().limit(SHOWN).toList());
    return more > 0 ? first + " and " + more + " more" : first;
  }

  /** Checks that metrics have different names in the exposition, or agree in everything else. */
  void metrics(List<Placed<MetricConfig>> metrics, Map<String, MetricType> own) {
    Map<String, String> takenBySonde = new LinkedHashMap<>();
    own.forEach((name, type) -> type.names(name).forEach(t -> takenBySonde.put(t, name)));
    Map<String, Placed<MetricConfig>> taken = new LinkedHashMap<>();
    for (Placed<MetricConfig> metric : metrics) {
      MetricConfig one = metric.value();
      // The names of a template are checked when rows are mapped.
      for (String name : one.names()) {
        if (takenBySonde.containsKey(name)) {
          conflict(metric, name, "Sonde's own " + takenBySonde.get(name));
          break;
        }
        Placed<MetricConfig> other = taken.putIfAbsent(name, metric);
        if (other == null) {
          continue;
        }
        if (!other.value().name().equals(one.name())) {
          conflict(metric, name, other.value().name() + " at " + other.place());
          break;
        }
        if (name.equals(one.name()) && !agree(one, other.value())) {
          problems.add(
              metric.place(),
              metric.path(),
              "expected the type, help, labels and buckets of "
                  + one.name()
                  + " at "
                  + other.place()
                  + ", found different ones");
          break;
        }
      }
    }
  }

  private void conflict(Placed<MetricConfig> metric, String name, String by) {
    problems.add(
        metric.place(),
        metric.path() + ".name",
        "expected a name of its own, found '" + name + "', which is taken by " + by);
  }

  private static boolean agree(MetricConfig a, MetricConfig b) {
    return a.type() == b.type()
        && a.help().equals(b.help())
        && a.labels().names().equals(b.labels().names())
        && a.shape().buckets().equals(b.shape().buckets())
        && a.shape().quantiles().equals(b.shape().quantiles())
        && a.shape().nativeBuckets() == b.shape().nativeBuckets()
        && a.shape().states().equals(b.shape().states())
        && (a.shape().parts() == null) == (b.shape().parts() == null)
        && a.ofTheRead() == b.ofTheRead();
  }
}
