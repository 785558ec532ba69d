package io.sonde.config.load;

import io.sonde.config.MetricType;
import io.sonde.config.ReservedNames;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names that Prometheus, OpenMetrics and Sonde allow. Methods return null for a good name. */
final class Names {
  private static final Pattern METRIC = Pattern.compile("[a-z][a-z0-9]*(?:_[a-z0-9]+)*");
  private static final Pattern VERBATIM = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Pattern OWN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern TARGETS = Pattern.compile("[A-Za-z0-9\\[][A-Za-z0-9._:/%\\[\\]-]*");
  private static final List<String> SUFFIXES = List.of("_bucket", "_sum", "_count", "_created");

  private Names() {}

  /** What a message says is expected of a prefix. */
  static @Nullable String prefix(String prefix) {
    if (!METRIC.matcher(prefix).matches()) {
      return "lower case letters, digits and single underscores, such as myapp";
    }
    return ReservedNames.contains(prefix + "_")
        ? "a prefix other than sonde, jvm and process"
        : null;
  }

  /** What a message says is expected of a verbatim name. */
  static @Nullable String verbatim(String name) {
    return VERBATIM.matcher(name).matches() && !name.startsWith("__")
        ? null
        : "letters, digits, underscores and colons, without a digit or __ at the start";
  }

  /** A name as it is exposed, with the prefix before it; an empty prefix leaves it as it is. */
  static String exposed(String prefix, String name) {
    return prefix.isEmpty() ? name : prefix + "_" + name;
  }

  /** What a message says is expected of the name of a metric, without its prefix. */
  static @Nullable String metric(String name, @Nullable MetricType type) {
    if (!METRIC.matcher(name).matches()) {
      return "lower case letters, digits and single underscores, such as queue_size";
    }
    for (String suffix : SUFFIXES) {
      if (name.endsWith(suffix)) {
        return "a name that does not end in " + suffix;
      }
    }
    if (type == null) {
      return null;
    }
    if (type == MetricType.COUNTER != name.endsWith("_total") || name.equals("total")) {
      return type == MetricType.COUNTER
          ? "the name of a counter to end in _total"
          : "_total at the end of counters only";
    }
    if (type == MetricType.INFO != name.endsWith("_info")) {
      return type == MetricType.INFO
          ? "the name of an info to end in _info"
          : "_info at the end of infos only";
    }
    return null;
  }

  /** What a message says is expected of the name of a label of a target. */
  static @Nullable String label(String name) {
    return label(name, true, false);
  }

  /**
   * What a message says is expected of the name of a label.
   *
   * @param target true when Sonde adds the label {@code target}
   * @param bounds true when labels may be named {@code le} and {@code quantile}
   */
  static @Nullable String label(String name, boolean target, boolean bounds) {
    if (!LABEL.matcher(name).matches()) {
      return "letters, digits and underscores";
    }
    boolean bound = name.equals("le") || name.equals("quantile");
    if (name.startsWith("__") || (target && name.equals("target")) || (!bounds && bound)) {
      String others = (target ? "target, " : "") + (bounds ? "" : "le, quantile, ");
      return "a label other than " + others.replaceFirst(", $", " and ") + "__…";
    }
    return null;
  }

  /**
   * True for a good name of a collector or a discovery, which is a label value and a query
   * parameter.
   */
  static boolean own(String name) {
    return OWN.matcher(name).matches();
  }

  /** What a message says is expected of the name of a target, which may be an address. */
  static final String TARGET = "letters, digits and any of . _ - : / % [ ]";

  /** True for a good name of a target. */
  static boolean target(String name) {
    return TARGETS.matcher(name).matches();
  }
}
