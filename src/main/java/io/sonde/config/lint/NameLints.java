package io.sonde.config.lint;

import io.sonde.config.MetricConfig;
import io.sonde.config.MetricType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks the names of metrics and labels against Prometheus' conventions for names. The rules,
 * units and abbreviations are those of {@code promtool check metrics}.
 */
final class NameLints {
  private static final Map<String, String> UNITS =
      Map.ofEntries(
          Map.entry("amperes", "amperes"),
          Map.entry("bytes", "bytes"),
          Map.entry("celsius", "celsius"),
          Map.entry("grams", "grams"),
          Map.entry("joules", "joules"),
          Map.entry("kelvin", "kelvin"),
          Map.entry("meters", "meters"),
          Map.entry("metres", "metres"),
          Map.entry("seconds", "seconds"),
          Map.entry("volts", "volts"),
          Map.entry("minutes", "seconds"),
          Map.entry("hours", "seconds"),
          Map.entry("days", "seconds"),
          Map.entry("weeks", "seconds"),
          Map.entry("kelvins", "kelvin"),
          Map.entry("fahrenheit", "celsius"),
          Map.entry("rankine", "celsius"),
          Map.entry("inches", "meters"),
          Map.entry("yards", "meters"),
          Map.entry("miles", "meters"),
          Map.entry("bits", "bytes"),
          Map.entry("calories", "joules"),
          Map.entry("pounds", "grams"),
          Map.entry("ounces", "grams"));

  private static final List<String> PREFIXES =
      List.of(
          "pico", "nano", "micro", "milli", "centi", "deci", "deca", "hecto", "kilo", "kibi",
          "mega", "mibi", "mebi", "giga", "gibi", "tera", "tebi", "peta", "pebi");

  private static final List<String> ABBREVIATIONS =
      List.of("s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d");

  private static final List<String> TYPES =
      List.of("counter", "gauge", "summary", "histogram", "gaugehistogram");

  private static final Pattern CAMEL_CASE = Pattern.compile("[a-z][A-Z]");

  private NameLints() {}

  /** The warnings about the name of a metric. */
  static List<String> of(MetricConfig metric) {
    List<String> found = new ArrayList<>();
    String name = metric.name().replaceAll("\\{[^}]*}", "x"); // the texts of a template
    unit(name, found);
    String lower = name.toLowerCase(Locale.ROOT);
    for (String abbreviation : ABBREVIATIONS) {
      if (contains(lower, abbreviation)) {
        found.add("expected no abbreviated unit, found '%s' in %s".formatted(abbreviation, name));
      }
    }
    for (String type : TYPES) {
      if (contains(lower, type)) {
        found.add("expected a name without its type, found '%s' in %s".formatted(type, name));
      }
    }
    if (name.contains(":")) {
      found.add("expected no colon, which is for recording rules, found " + name);
    }
    if (CAMEL_CASE.matcher(name).find()) {
      found.add("expected snake_case, found " + name);
    }
    String suffix = suffix(metric);
    if (suffix != null) {
      found.add(suffix);
    }
    return found;
  }

  /** The warning about the name of a label; null for a good name. */
  static @Nullable String label(String name) {
    return CAMEL_CASE.matcher(name).find() ? "expected snake_case, found " + name : null;
  }

  private static void unit(String name, List<String> found) {
    for (String word : name.split("_", -1)) {
      String base = UNITS.get(word);
      for (String prefix : PREFIXES) {
        if (base == null && word.startsWith(prefix)) {
          base = UNITS.get(word.substring(prefix.length()));
        }
      }
      if (base != null) {
        if (!base.equals(word)) {
          found.add(
              "expected the base unit %s (scale converts), found '%s' in %s"
                  .formatted(base, word, name));
        }
        return;
      }
    }
  }

  /** The warning about a suffix of another type; only verbatim names can have one. */
  private static @Nullable String suffix(MetricConfig metric) {
    String name = metric.name();
    if (metric.type() == MetricType.COUNTER && !name.endsWith("_total")) {
      return "expected the name of a counter to end in _total, found " + name;
    }
    if (metric.type() != MetricType.COUNTER && name.endsWith("_total")) {
      return "expected _total at the end of counters only, found " + name;
    }
    for (String suffix : List.of("_bucket", "_count", "_sum")) {
      if (name.endsWith(suffix)) {
        return "expected a name that does not end in %s, found %s".formatted(suffix, name);
      }
    }
    return null;
  }

  private static boolean contains(String name, String word) {
    return name.contains("_" + word + "_") || name.endsWith("_" + word);
  }
}
