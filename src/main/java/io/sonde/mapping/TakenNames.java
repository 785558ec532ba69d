package io.sonde.mapping;

import io.sonde.config.MetricConfig;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names in use by the metrics of a collector, in one batch. Not thread-safe. */
final class TakenNames {
  /** The maximum length of a name from a template. */
  static final int LONGEST = 200;

  /** Each name in the expositions, with the metric that uses it. */
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
   * Reserves the names of a metric.
   *
   * @return null; or, when a name is in use, what was found
   */
  @Nullable String take(MetricConfig metric) {
    if (metric.hasReservedName()) {
      return "'%s', which begins like a name of Sonde's own metrics".formatted(metric.name());
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

  /** Replaces the characters that a name must not have by underscores. */
  static String legal(String name, boolean verbatim) {
    return verbatim
        ? name.replaceAll("[^a-zA-Z0-9_:]", "_")
        : name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("_$", "");
  }
}
