package io.sonde.config;

import io.sonde.config.CollectorConfig.MetricConfig;
import io.sonde.config.CollectorConfig.MetricType;
import io.sonde.config.CollectorConfig.OnMissing;
import io.sonde.targets.http.JsonPaths;
import io.sonde.yaml.Node;
import io.sonde.yaml.Node.Text;
import io.sonde.yaml.Numbers;
import io.sonde.yaml.Ordered;
import io.sonde.yaml.Problems;
import io.sonde.yaml.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the entries of a collector's {@code metrics}. */
final class MetricReader {
  private static final Map<String, MetricType> TYPES =
      Ordered.copyOf(
          Stream.of(MetricType.values())
              .collect(
                  LinkedHashMap::new,
                  (map, type) -> map.put(type.name().toLowerCase(java.util.Locale.ROOT), type),
                  Map::putAll));
  private static final List<Double> DEFAULT_BUCKETS =
      List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0);
  private static final List<Double> DEFAULT_QUANTILES = List.of(0.5, 0.9, 0.99);

  private final String prefix;
  private final @Nullable String kind;
  private final Problems problems;

  /**
   * @param kind the kind of target that gives the rows; null when that is a problem of its own
   */
  MetricReader(String prefix, @Nullable String kind, Problems problems) {
    this.prefix = prefix;
    this.kind = kind;
    this.problems = problems;
  }

  /** The metric; null when its name or type is wrong. */
  @Nullable MetricConfig read(Node node, String path) {
    Section section = Section.of(node, path, problems);
    MetricType type = section.choice("type", TYPES);
    if (!section.has("type")) {
      section.required("type", "one of " + String.join(", ", TYPES.keySet()));
    }
    String name = section.required("name", "a name");
    String wrong = name.isEmpty() ? null : Names.metric(name, type);
    if (wrong != null) {
      section.expected("name", wrong);
    }
    String help = section.required("help", "a help text");
    Map<String, String> labels = labels(section, "labels", "a map of labels to fields");
    Map<String, String> constants =
        labels(section, "constant-labels", "a map of labels to their values");
    constants.keySet().stream()
        .filter(labels::containsKey)
        .forEach(label ->
            section.problem(
                "constant-labels",
                "expected each label once, found '" + label + "' in labels too"));
    labels.forEach((label, field) -> field(section, "labels." + label, field, false));
    String value = value(section, type, labels);
    Map<String, Double> valueMap = valueMap(section);
    double scale = section.number("scale", 1, -Double.MAX_VALUE, Double.MAX_VALUE, "a number");
    if (scale == 0) {
      section.expected("scale", "a number other than 0");
    }
    OnMissing onMissing = onMissing(section);
    List<Double> buckets = buckets(section, type);
    List<Double> quantiles = quantiles(section, type);
    section.end();
    return name.isEmpty() || wrong != null || type == null
        ? null
        : new MetricConfig(
            prefix + "_" + name,
            type,
            help,
            labels,
            constants,
            value,
            valueMap,
            scale,
            onMissing,
            buckets,
            quantiles,
            section.placeOf("name"));
  }

  private @Nullable String value(
      Section section, @Nullable MetricType type, Map<String, String> labels) {
    if (type == MetricType.INFO) {
      if (section.has("value")) {
        section.expected("value", "none, since an info is always 1");
      }
      return null;
    }
    String value = section.required("value", "a field");
    if (value.isEmpty()) {
      return null;
    }
    field(section, "value", value, true);
    if (MetricConfig.READ_FIELDS.contains(value)) {
      if (!labels.isEmpty()) {
        section.expected("labels", "none, since " + value + " is of the read and not of a row");
      }
      if (type == MetricType.COUNTER) {
        section.expected("type", "gauge, histogram or summary for " + value);
      }
    }
    return value;
  }

  private void field(Section section, String key, String field, boolean ofRead) {
    if (kind == null) {
      return;
    }
    if (MetricConfig.READ_FIELDS.contains(field)) {
      if (!ofRead) {
        problem(section, key, "a field of the row", field);
      }
    } else if (kind.equals("http")) {
      JsonPaths.fieldProblem(field).ifPresent(problem -> problem(section, key, problem));
    } else if (field.startsWith("$") && !(kind.equals("jmx") && field.equals("$domain"))) {
      String reads = String.join(", ", MetricConfig.READ_FIELDS);
      problem(section, key, "a field, or one of " + reads, field);
    }
  }

  private void problem(Section section, String key, String expected, String found) {
    problem(section, key, "expected " + expected + ", found '" + found + "'");
  }

  private void problem(Section section, String key, String message) {
    problems.add(
        section.placeOf(key.startsWith("labels.") ? "labels" : key), section.pathOf(key), message);
  }

  private Map<String, String> labels(Section section, String key, String what) {
    Map<String, String> labels = new LinkedHashMap<>();
    section
        .textMap(key, what)
        .forEach((label, text) -> {
          String wrong = Names.label(label);
          if (wrong != null) {
            problems.add(
                text.place(),
                section.pathOf(key) + "." + label,
                "expected " + wrong + ", found '" + label + "'");
          }
          labels.put(label, text.text());
        });
    return labels;
  }

  private Map<String, Double> valueMap(Section section) {
    Map<String, Double> map = new LinkedHashMap<>();
    section
        .textMap("value-map", "a map of texts to numbers")
        .forEach((from, text) -> {
          Double number = Numbers.parse(text.text());
          if (number == null) {
            problems.expected(text, section.pathOf("value-map") + "." + from, "a number");
          } else {
            map.put(from, number);
          }
        });
    return map;
  }

  private OnMissing onMissing(Section section) {
    String text = section.text("on-missing");
    return switch (text) {
      case null -> new OnMissing.Skip();
      case "skip" -> new OnMissing.Skip();
      case "fail" -> new OnMissing.Fail();
      default -> {
        Double number = Numbers.parse(text);
        if (number == null) {
          section.expected("on-missing", "skip, fail or a number");
          yield new OnMissing.Skip();
        }
        yield new OnMissing.Instead(number);
      }
    };
  }

  private static List<Double> buckets(Section section, @Nullable MetricType type) {
    if (type != MetricType.HISTOGRAM) {
      if (section.has("buckets") && type != null) {
        section.expected("buckets", "none, since only a histogram has buckets");
      }
      return List.of();
    }
    return ascending(section, "buckets", DEFAULT_BUCKETS);
  }

  private static List<Double> quantiles(Section section, @Nullable MetricType type) {
    if (type != MetricType.SUMMARY) {
      if (section.has("quantiles") && type != null) {
        section.expected("quantiles", "none, since only a summary has quantiles");
      }
      return List.of();
    }
    List<Double> quantiles = ascending(section, "quantiles", DEFAULT_QUANTILES);
    if (quantiles.getFirst() < 0 || quantiles.getLast() > 1) {
      section.problem("quantiles", "expected numbers from 0 to 1");
    }
    return quantiles;
  }

  /** A list of numbers, each larger than the one before. */
  static List<Double> ascending(Section section, String key, List<Double> otherwise) {
    if (!section.has(key)) {
      return otherwise;
    }
    String expected = "a list of ascending numbers";
    List<Double> numbers =
        section.texts(key, expected).stream()
            .map(Text::text)
            .map(Numbers::parse)
            .<Double>mapMulti((number, sink) -> {
              // null elements end in a list that is too short, which is said below
              if (number != null) {
                sink.accept(number);
              }
            })
            .toList();
    boolean ascends = numbers.size() == section.list(key).size() && !numbers.isEmpty();
    for (int i = 1; i < numbers.size(); i++) {
      ascends &= numbers.get(i - 1) < numbers.get(i);
    }
    if (!ascends) {
      section.expected(key, expected);
      return otherwise;
    }
    return numbers;
  }
}
