package io.sonde.mapping;

import io.sonde.config.MetricConfig;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names that the metrics of a collector have in one batch. Not thread-safe. */
final class TakenNames {
  /** The most characters of a name that rows make. */
  static final int LONGEST = 200;

  /** Names in the expositions, each with the metric that has it. */
  private final Map<String, String> taken = new HashMap<>();

  /**
   * @param configured the metrics of the collector
   */
  TakenNames(List<MetricConfig> configured) {
    for (MetricConfig metric : configured) {
      if (!metric.namedByRows()) {
        metric.names().forEach(name -> taken.put(name, metric.name()));
      }
    }
  }

  /**
   * Takes the names of a metric.
   *
   * @return what was found, when it cannot have them
   */
  @Nullable String take(MetricConfig metric) {
    if (metric.hasReservedName()) {
      return "'%s', which begins as Sonde's own".formatted(metric.name());
    }
    for (String name : ownFirst(metric)) {
      String other = taken.get(name);
      if (other != null) {
        return "'%s', which %s has".formatted(name, other);
      }
    }
    metric.names().forEach(name -> taken.put(name, metric.name()));
    return null;
  }

  private static Set<String> ownFirst(MetricConfig metric) {
    Set<String> names = new LinkedHashSet<>(Set.of(metric.name()));
    names.addAll(metric.names());
    return names;
  }

  /** A name without what no name may have. */
  static String legal(String name, boolean verbatim) {
    return verbatim
        ? name.replaceAll("[^a-zA-Z0-9_:]", "_")
        : name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("_$", "");
  }
}
