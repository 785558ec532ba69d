package io.sonde.cli;

import io.sonde.mapping.Explanation.Named;
import io.sonde.mapping.Explanation.OneRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Makes collectors to start from, as YAML, of the MBeans that were found: one collector for all
 * MBeans whose names have the same domain, keys and type. Each number and boolean becomes a gauge,
 * each key with several values a label.
 */
final class MBeanCollectors {
  private static final int METRICS = 40;

  private final StringBuilder yaml = new StringBuilder();
  private final Set<String> names = new HashSet<>();

  private MBeanCollectors() {}

  /** The YAML; empty when there is no MBean with a number. */
  static String of(String target, List<OneRow> mbeans) {
    Map<String, List<OneRow>> groups = new LinkedHashMap<>();
    for (OneRow mbean : mbeans) {
      groups.computeIfAbsent(group(mbean), _ -> new ArrayList<>()).add(mbean);
    }
    var collectors = new MBeanCollectors();
    groups.values().forEach(group -> collectors.collector(target, group));
    return collectors.yaml.isEmpty()
        ? ""
        : """

        # Collectors to start from. What only grows is better a counter, with a name that ends in _total; scale converts
        # to seconds and bytes.
        collectors:
        """
            + collectors.yaml;
  }

  static boolean isKeyProperty(Named field) {
    return "key property".equals(field.type());
  }

  static boolean isOfName(Named field) {
    return isKeyProperty(field) || "domain".equals(field.type());
  }

  static String domain(OneRow mbean) {
    return mbean.fields().stream()
        .filter(field -> "domain".equals(field.type()))
        .map(field -> bare(field.value()))
        .findFirst()
        .orElse("");
  }

  /** A text without its quotes. */
  static String bare(String value) {
    return value.startsWith("\"") && value.endsWith("\"") && value.length() > 1
        ? value.substring(1, value.length() - 1)
        : value;
  }

  private static String group(OneRow mbean) {
    return domain(mbean) + " " + type(mbean) + " " + properties(mbean).keySet();
  }

  private static Map<String, String> properties(OneRow mbean) {
    Map<String, String> properties = new LinkedHashMap<>();
    mbean.fields().stream()
        .filter(MBeanCollectors::isKeyProperty)
        .forEach(field -> properties.put(field.name(), bare(field.value())));
    return properties;
  }

  private static String type(OneRow mbean) {
    String type = properties(mbean).get("type");
    String domain = domain(mbean);
    return type != null && isPlain(type) ? type : domain.substring(domain.lastIndexOf('.') + 1);
  }

  private void collector(String target, List<OneRow> mbeans) {
    OneRow first = mbeans.getFirst();
    Map<String, String> labels = new LinkedHashMap<>();
    List<String> pattern = new ArrayList<>();
    properties(first)
        .forEach((key, value) -> {
          boolean same = mbeans.stream().allMatch(one -> value.equals(properties(one).get(key)));
          pattern.add(key + "=" + (same && isPlain(value) ? value : "*"));
          if (!same) {
            labels.put(label(key), key);
          }
        });
    Set<String> numbers = new LinkedHashSet<>();
    mbeans.forEach(
        one -> one.fields().stream().filter(Named::number).map(Named::name).forEach(numbers::add));
    numbers.removeIf(name -> name.contains("\\") || name.contains("…"));
    if (numbers.isEmpty()) {
      return;
    }
    String type = type(first);
    yaml.append("  - name: ").append(unique(snake(type).replace('_', '-'), "-")).append('\n');
    yaml.append("    targets: [").append(target).append("]\n");
    yaml.append("    mbeans: ")
        .append(quoted(domain(first) + ":" + String.join(",", pattern)))
        .append('\n');
    yaml.append("    metrics:\n");
    numbers.stream().limit(METRICS).forEach(number -> metric(type, number, labels));
  }

  private void metric(String type, String attribute, Map<String, String> labels) {
    String name = attribute.startsWith("attr:") ? attribute.substring(5) : attribute;
    yaml.append("      - {name: ")
        .append(unique(allowed(snake(type + "_" + name)), "_"))
        .append(", type: gauge, help: ")
        .append(quoted(name + " of " + type + "."));
    if (!labels.isEmpty()) {
      List<String> pairs = new ArrayList<>();
      labels.forEach((label, key) -> pairs.add(label + ": " + quoted(key)));
      yaml.append(", labels: {").append(String.join(", ", pairs)).append('}');
    }
    yaml.append(", value: ").append(quoted(attribute)).append("}\n");
  }

  /** Avoids the endings that other types of metrics have. */
  private static String allowed(String name) {
    return name.matches(".*_(count|sum|bucket|created|total|info)") ? name + "_value" : name;
  }

  private String unique(String name, String joint) {
    String free = name;
    for (int i = 2; !names.add(joint + free); i++) {
      free = name + joint + i;
    }
    return free;
  }

  private static String label(String key) {
    String label = snake(key);
    return Set.of("target", "le", "quantile").contains(label) ? label + "_key" : label;
  }

  private static String snake(String words) {
    String snake =
        words
            .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
            .replaceAll("[^A-Za-z0-9]+", "_")
            .replaceAll("^_+|_+$", "")
            .toLowerCase(Locale.ROOT);
    return snake.isEmpty() || Character.isDigit(snake.charAt(0)) ? "x" + snake : snake;
  }

  private static boolean isPlain(String value) {
    return value.matches("[A-Za-z0-9 _./()-]+");
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
