package io.sonde;

import io.sonde.config.SondeConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The keys that only a restart can change. */
final class RestartKeys {
  private RestartKeys() {}

  /**
   * The keys whose values differ from those that Sonde was started with, and have no effect yet;
   * never the values.
   */
  static List<String> changed(SondeConfig started, SondeConfig now) {
    var keys = new ArrayList<String>();
    if (!started.simulation().equals(now.simulation())) {
      keys.add("simulation");
    } else if (started.simulation().enabled() && !started.prefix().equals(now.prefix())) {
      keys.add("prefix (for the metrics of the simulated handler)");
    }
    if (!started.exposition().equals(now.exposition())) {
      keys.add("exposition");
    }
    if (!Objects.equals(started.webConfig(), now.webConfig())) {
      keys.add("web-config");
    }
    Map<String, String> before = helidon(started);
    Map<String, String> after = helidon(now);
    var helidon = new TreeSet<>(before.keySet());
    helidon.addAll(after.keySet());
    helidon.removeIf(key -> Objects.equals(before.get(key), after.get(key)));
    keys.addAll(helidon);
    return List.copyOf(keys);
  }

  /**
   * Metrics of a new configuration that the simulated handler has until the restart, although its
   * keys have changed: they would stand twice in each scrape.
   */
  static List<String> taken(SondeConfig started, SondeConfig now) {
    if (!started.simulation().enabled()) {
      return List.of();
    }
    Set<String> own = started.simulation().names(started.prefix());
    return now.collectors().stream()
        .flatMap(collector -> collector.metrics().stream())
        .filter(metric -> !Collections.disjoint(metric.names(), own))
        .map(metric ->
            "metric %s: expected a name of its own, found one of the simulated handler, which runs until a"
                    .formatted(metric.name())
                + " restart")
        .distinct()
        .toList();
  }

  private static Map<String, String> helidon(SondeConfig config) {
    return config.helidon().asMap().orElse(Map.of());
  }
}
