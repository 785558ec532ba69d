package io.sonde.config.load;

import io.sonde.config.CollectorConfig;
import io.sonde.config.DiscoveryConfig;
import io.sonde.config.DiscoveryConfig.Source;
import io.sonde.targets.TargetConfig;
import io.sonde.yaml.Problems;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks that discoveries name targets and collectors that exist and have the right kind. */
final class DiscoveryChecks {
  private final Problems problems;
  private final Map<String, TargetConfig> targets;
  private final Map<String, Placed<CollectorConfig>> collectors = new LinkedHashMap<>();
  private final Set<String> used;

  /**
   * @param targets the targets of the file, by name
   * @param used the names of targets that discoveries read are added
   */
  DiscoveryChecks(
      Problems problems,
      Map<String, TargetConfig> targets,
      List<Placed<CollectorConfig>> collectors,
      Set<String> used) {
    this.problems = problems;
    this.targets = targets;
    this.used = used;
    collectors.forEach(one -> this.collectors.putIfAbsent(one.value().name(), one));
  }

  /** Checks all of them. */
  void check(Entries<DiscoveryConfig> discoveries) {
    Set<String> named = new HashSet<>();
    for (Placed<DiscoveryConfig> discovery : discoveries.read()) {
      named.addAll(discovery.value().collectors());
      source(discovery);
      discovery.value().collectors().forEach(name -> collector(discovery, name));
    }
    if (discoveries.complete()) {
      collectors.forEach((name, one) -> {
        if (one.value().targets().isEmpty() && !named.contains(name)) {
          problems.add(
              one.place(),
              one.path() + ".targets",
              "expected a list of targets, or a discovery that names the collector, found nothing");
        }
      });
    }
  }

  private void source(Placed<DiscoveryConfig> discovery) {
    if (!(discovery.value().source() instanceof Source.Rows rows)) {
      return;
    }
    String path = discovery.path() + ".query.target";
    TargetConfig target = targets.get(rows.target());
    if (target == null) {
      problems.add(
          discovery.place(),
          path,
          "expected one of " + CrossChecks.names(targets) + ", found '" + rows.target() + "'");
      return;
    }
    used.add(rows.target());
    if (!target.kind().equals(rows.query().kind())) {
      problems.add(
          discovery.place(),
          path,
          "expected a %s target for this query, found %s"
              .formatted(rows.query().kind(), target.kind()));
    }
  }

  /** Checks that no metric of the collector has a label of the targets. */
  private void labels(Placed<DiscoveryConfig> discovery, CollectorConfig collector) {
    for (String label : discovery.value().target().labels()) {
      collector.metrics().stream()
          .filter(metric -> metric.labels().names().contains(label))
          .findFirst()
          .ifPresent(metric ->
              problems.add(
                  discovery.place(),
                  discovery.path() + ".target.labels." + label,
                  "expected a label that no metric has, found '%s', which %s has"
                      .formatted(label, metric.name())));
    }
  }

  private void collector(Placed<DiscoveryConfig> discovery, String name) {
    String path = discovery.path() + ".collectors";
    Placed<CollectorConfig> collector = collectors.get(name);
    String kind = discovery.value().target().kind();
    if (collector == null) {
      problems.add(
          discovery.place(),
          path,
          collectors.isEmpty()
              ? "expected a collector, and there is none, found '" + name + "'"
              : "expected one of " + CrossChecks.names(collectors) + ", found '" + name + "'");
    } else if (kind != null && !collector.value().query().kind().equals(kind)) {
      problems.add(
          discovery.place(),
          path,
          "expected collectors that read %s targets, found '%s', which reads %s"
              .formatted(kind, name, collector.value().query().kind()));
    } else {
      labels(discovery, collector.value());
    }
  }
}
