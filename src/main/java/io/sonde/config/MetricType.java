package io.sonde.config;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The types of metric that a configuration can declare. */
public enum MetricType {
  COUNTER,
  GAUGE,
  HISTOGRAM,
  SUMMARY,
  INFO,
  UNTYPED,
  STATESET;

  /**
   * The name of the family of a metric of this type: its name without the suffix that the type
   * gives to its samples.
   */
  public String family(String name) {
    return switch (this) {
      case COUNTER -> without("_total", name);
      case INFO -> without("_info", name);
      case GAUGE, HISTOGRAM, SUMMARY, UNTYPED, STATESET -> name;
    };
  }

  /**
   * Every name that a metric of this type uses in the expositions: that of its family in
   * OpenMetrics and those of its samples. Two metrics that share one cannot be told apart.
   */
  public Set<String> names(String name) {
    Set<String> names = new TreeSet<>(Set.of(name));
    switch (this) {
      case GAUGE, UNTYPED, STATESET -> {}
      case COUNTER -> names.addAll(List.of(family(name), family(name) + "_created"));
      case INFO -> names.add(family(name));
      case HISTOGRAM ->
          names.addAll(
              List.of(name + "_bucket", name + "_sum", name + "_count", name + "_created"));
      case SUMMARY -> names.addAll(List.of(name + "_sum", name + "_count", name + "_created"));
    }
    return names;
  }

  private static String without(String suffix, String name) {
    return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
  }
}
