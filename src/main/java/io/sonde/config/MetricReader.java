package io.sonde.config;

import io.sonde.config.CollectorConfig.MetricConfig;
import io.sonde.config.CollectorConfig.MetricType;
import io.sonde.config.CollectorConfig.OnMissing;
import io.sonde.targets.Fields;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.TargetKind;
import io.sonde.yaml.Key;
import io.sonde.yaml.Numbers;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the entries of a collector's {@code metrics}. */
final class MetricReader {
  static final Key<String> NAME =
      Key.of(
              "name",
              Types.TEXT,
              "The name without the prefix: lower case letters, digits and single underscores. A"
                  + " counter ends in `_total`, an info in `_info`, and nothing else does.")
          .required("a name");
  private static final Key<MetricType> TYPE =
      Key.of("type", Types.choice(MetricType.values()), "An info is always 1.")
          .required(
              Stream.of(MetricType.values())
                  .map(type -> type.name().toLowerCase(java.util.Locale.ROOT))
                  .collect(Collectors.joining(", ", "one of ", "")));
  private static final Key<String> HELP =
      Key.of("help", Types.TEXT, "The help text.").required("a help text");
  private static final Key<Map<String, Value>> LABELS =
      Key.of(
          "labels",
          Types.textMap("map of labels to fields", "a map of labels to fields"),
          "Labels that each row fills.");
  private static final Key<Map<String, Value>> CONSTANT_LABELS =
      Key.of(
          "constant-labels",
          Types.textMap("map of labels to texts", "a map of labels to their values"),
          "Labels that are the same for all samples.");
  private static final Key<String> VALUE =
      Key.of(
          "value",
          Types.TEXT,
          "The field that gives the value: required, except for an info. `$duration` (seconds),"
              + " `$status` and `$rows` are of the read and not of a row.");
  private static final Key<Map<String, Value>> VALUE_MAP =
      Key.of(
          "value-map",
          Types.textMap("map of texts to numbers", "a map of texts to numbers"),
          "Numbers for values that are texts.");
  private static final Key<Double> SCALE =
      Key.of(
              "scale",
              Types.number("number other than 0", -Double.MAX_VALUE, Double.MAX_VALUE, "a number"),
              "A factor, to get to base units.")
          .otherwise("1");
  private static final Key<String> ON_MISSING =
      Key.of(
              "on-missing",
              Types.TEXT,
              "What a value that is NULL or absent means: `skip` the sample, `fail` the collection,"
                  + " or a number instead.")
          .otherwise("skip");
  private static final Key<List<Double>> BUCKETS =
      Key.of("buckets", Types.ASCENDING, "The upper bounds of a histogram.")
          .otherwise("[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]");
  private static final Key<List<Double>> QUANTILES =
      Key.of("quantiles", Types.ASCENDING, "The quantiles of a summary, from 0 to 1.")
          .otherwise("[0.5, 0.9, 0.99]");

  static final List<Key<?>> KEYS =
      List.of(
          NAME,
          TYPE,
          HELP,
          LABELS,
          CONSTANT_LABELS,
          VALUE,
          VALUE_MAP,
          SCALE,
          ON_MISSING,
          BUCKETS,
          QUANTILES);

  private final Section section;

  /** The kind of target that gives the rows; null when that is a problem of its own. */
  private final @Nullable TargetKind kind;

  private final @Nullable QueryConfig query;

  private MetricReader(Section section, @Nullable TargetKind kind, @Nullable QueryConfig query) {
    this.section = section;
    this.kind = kind;
    this.query = query;
  }

  /**
   * The metric; null when its name or type is wrong.
   *
   * @param kind the kind of target that gives the rows; null when that is a problem of its own
   * @param query what it is asked; null together with the kind
   */
  static @Nullable MetricConfig read(
      Section section, String prefix, @Nullable TargetKind kind, @Nullable QueryConfig query) {
    return new MetricReader(section, kind, query).read(prefix);
  }

  private @Nullable MetricConfig read(String prefix) {
    MetricType type = section.find(TYPE);
    String name = section.text(NAME);
    String wrong = name.isEmpty() ? null : Names.metric(name, type);
    if (wrong == null && !name.isEmpty() && Names.reserved(Names.exposed(prefix, name))) {
      wrong = "a name that does not begin with " + String.join(", ", Names.RESERVED_PREFIXES);
    }
    if (wrong != null) {
      section.expected(NAME, wrong);
    }
    String help = section.text(HELP);
    Map<String, Value> labels = labels(LABELS);
    Map<String, Value> constants = labels(CONSTANT_LABELS);
    constants.forEach((label, value) -> {
      if (labels.containsKey(label)) {
        value.problem("expected each label once, found '" + label + "' in labels too");
      }
    });
    labels.values().forEach(this::field);
    String value = value(type, !labels.isEmpty());
    Map<String, Double> valueMap = valueMap();
    double scale = section.get(SCALE);
    if (scale == 0) {
      section.expected(SCALE, "a number other than 0");
    }
    OnMissing onMissing = onMissing();
    List<Double> buckets =
        of(MetricType.HISTOGRAM, type, BUCKETS, "none, since only a histogram has buckets");
    List<Double> quantiles =
        of(MetricType.SUMMARY, type, QUANTILES, "none, since only a summary has quantiles");
    if (!quantiles.isEmpty() && (quantiles.getFirst() < 0 || quantiles.getLast() > 1)) {
      section.problem(QUANTILES, "expected numbers from 0 to 1");
    }
    return name.isEmpty() || wrong != null || type == null
        ? null
        : new MetricConfig(
            Names.exposed(prefix, name),
            type,
            help,
            texts(labels),
            texts(constants),
            value,
            valueMap,
            scale,
            onMissing,
            buckets,
            quantiles);
  }

  private static Map<String, String> texts(Map<String, Value> values) {
    Map<String, String> texts = new LinkedHashMap<>();
    values.forEach((name, value) -> texts.put(name, value.text()));
    return texts;
  }

  private @Nullable String value(@Nullable MetricType type, boolean labelled) {
    Value written = section.value(VALUE);
    if (type == MetricType.INFO) {
      if (written != null) {
        written.expected("none, since an info is always 1");
      }
      return null;
    }
    if (written == null || (written.isText() && written.text().isBlank())) {
      section.expected(VALUE, "a field");
      return null;
    }
    String value = section.find(VALUE);
    if (value == null) {
      return null;
    }
    if (!Fields.OF_THE_READ.contains(value)) {
      field(written);
      return value;
    }
    if (labelled) {
      section.expected(LABELS, "none, since " + value + " is of the read and not of a row");
    }
    if (type == MetricType.COUNTER) {
      section.expected(TYPE, "gauge, histogram or summary for " + value);
    }
    return value;
  }

  /** A field of a row. */
  private void field(Value value) {
    String field = value.text();
    if (kind != null && Fields.OF_THE_READ.contains(field)) {
      value.problem("expected a field of the row, found '" + field + "'");
    } else if (kind != null && query != null) {
      kind.fieldProblem(query, field).ifPresent(value::problem);
    }
  }

  private Map<String, Value> labels(Key<Map<String, Value>> key) {
    Map<String, Value> labels = section.find(key);
    if (labels == null) {
      return Map.of();
    }
    labels.forEach((label, value) -> {
      String wrong = Names.label(label);
      if (wrong != null) {
        value.problem("expected " + wrong + ", found '" + label + "'");
      }
    });
    return labels;
  }

  private Map<String, Double> valueMap() {
    Map<String, Value> written = section.find(VALUE_MAP);
    Map<String, Double> map = new LinkedHashMap<>();
    if (written != null) {
      written.forEach((from, value) -> {
        Double number = Numbers.parse(value.text());
        if (number == null) {
          value.expected("a number");
        } else {
          map.put(from, number);
        }
      });
    }
    return map;
  }

  private OnMissing onMissing() {
    String text = section.get(ON_MISSING);
    return switch (text) {
      case "skip" -> new OnMissing.Skip();
      case "fail" -> new OnMissing.Fail();
      default -> {
        Double number = Numbers.parse(text);
        if (number == null) {
          section.expected(ON_MISSING, "skip, fail or a number");
          yield new OnMissing.Skip();
        }
        yield new OnMissing.Instead(number);
      }
    };
  }

  /** The numbers of a key that one type of metric has. */
  private List<Double> of(
      MetricType owner, @Nullable MetricType type, Key<List<Double>> key, String expected) {
    if (type == owner) {
      return section.get(key);
    }
    if (section.has(key) && type != null) {
      section.expected(key, expected);
    }
    return List.of();
  }
}
