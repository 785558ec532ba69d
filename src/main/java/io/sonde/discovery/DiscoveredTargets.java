package io.sonde.discovery;

import io.sonde.config.CollectorConfig;
import io.sonde.config.DiscoveryConfig;
import io.sonde.config.SondeConfig;
import io.sonde.targets.TargetConfig;
import io.sonde.yaml.ConfigException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * A configuration with the targets of its discoveries. Immutable.
 *
 * @param config with all targets, and the collectors that read them
 * @param counts the number of targets of each discovery
 * @param problems for each discovery, why entries of its list are left out
 */
public record DiscoveredTargets(
    SondeConfig config, Map<String, Integer> counts, Map<String, List<String>> problems) {
  /** The maximum number of problems of a discovery that are reported. */
  private static final int MOST = 20;

  public DiscoveredTargets {
    counts = Map.copyOf(counts);
    problems = Map.copyOf(problems);
  }

  /**
   * Makes targets of the entries. Entries with a problem are left out.
   *
   * @param file the configuration of the file
   * @param entries the entries of the lists, by the names of the discoveries
   */
  public static DiscoveredTargets of(
      SondeConfig file, Map<String, List<Map<String, String>>> entries) {
    Map<String, TargetConfig> targets = new LinkedHashMap<>();
    file.targets().forEach(target -> targets.put(target.name(), target));
    Map<String, LinkedHashSet<String>> readers = new LinkedHashMap<>();
    file.collectors().forEach(one -> readers.put(one.name(), new LinkedHashSet<>(one.targets())));
    Map<String, Integer> counts = new LinkedHashMap<>();
    Map<String, List<String>> problems = new LinkedHashMap<>();
    for (DiscoveryConfig discovery : file.discoveries()) {
      Map<String, TargetConfig> own = new LinkedHashMap<>();
      List<String> leftOut = new ArrayList<>();
      for (var entry : entries.getOrDefault(discovery.name(), List.of())) {
        try {
          TargetConfig target = discovery.target().target(entry);
          TargetConfig same = own.putIfAbsent(target.name(), target);
          if (same == null && targets.containsKey(target.name())) {
            own.remove(target.name());
            leftOut.add("expected a name of its own, found '" + target.name() + "' twice");
          } else if (same != null && !same.equals(target)) {
            leftOut.add("expected each name once, found '" + target.name() + "' twice");
          }
        } catch (ConfigException e) {
          leftOut.add(String.join("; ", String.valueOf(e.getMessage()).lines().toList()));
        }
      }
      targets.putAll(own);
      for (String collector : discovery.collectors()) {
        var read = readers.get(collector);
        if (read != null) {
          read.addAll(own.keySet());
        }
      }
      counts.put(discovery.name(), own.size());
      problems.put(discovery.name(), told(leftOut));
    }
    List<CollectorConfig> collectors =
        file.collectors().stream()
            .map(one ->
                one.withTargets(
                    List.copyOf(readers.getOrDefault(one.name(), new LinkedHashSet<>()))))
            .toList();
    return new DiscoveredTargets(
        file.with(List.copyOf(targets.values()), collectors), counts, problems);
  }

  private static List<String> told(List<String> problems) {
    if (problems.size() <= MOST) {
      return List.copyOf(problems);
    }
    List<String> told = new ArrayList<>(problems.subList(0, MOST));
    told.add((problems.size() - MOST) + " more entries are left out");
    return List.copyOf(told);
  }
}
