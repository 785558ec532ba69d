package io.sonde.config.load;

import com.google.re2j.PatternSyntaxException;
import io.sonde.config.Conversion;
import io.sonde.config.Conversion.As;
import io.sonde.config.MetricType;
import io.sonde.config.OnMissing;
import io.sonde.config.Shape;
import io.sonde.config.Template;
import io.sonde.config.ValueConfig;
import io.sonde.targets.Fields;
import io.sonde.targets.Re2;
import io.sonde.yaml.Key;
import io.sonde.yaml.Numbers;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads where the value of a metric comes from, and how it becomes a number. */
final class MetricValues {
  private static final Key<String> VALUE =
      Key.of(
          "value",
          Types.TEXT,
          "The field with the value. Required, except for an info or with `constant`. `$duration`"
              + " (seconds), `$status` and `$rows` are values of the whole read.");
  private static final Key<Double> CONSTANT =
      Key.of(
          "constant",
          Types.number("number", -Double.MAX_VALUE, Double.MAX_VALUE, "a number"),
          "A number that replaces `value`: the same for each row.");
  private static final Key<String> PATTERN =
      Key.of(
          "pattern",
          Types.TEXT,
          "A regular expression (RE2) that is searched in the value; its first group is read:"
              + " `([\\d.]+) MB`. A value that does not match fails the collection.");
  private static final Key<As> AS =
      Key.of(
              "as",
              Types.choice(As.values()),
              "The notation of texts. `bytes` reads `1000 MB` and `1.5GiB` (MB is 1000², MiB"
                  + " 1024²), `duration` reads `1h2m`, `01:02:03` and `PT5M` as seconds,"
                  + " `timestamp` reads `2026-11-20T10:00:00Z` and dates of RFC 1123 as seconds"
                  + " since 1970, `percent` reads `45%`, and numbers too, as 0.45, `boolean` reads"
                  + " `yes` and `on` as 1.")
          .otherwise("number");
  private static final Key<Map<String, Value>> VALUE_MAP =
      Key.of(
          "value-map",
          Types.textMap("map of texts to numbers", "a map of texts to numbers"),
          "Numbers that replace texts.");
  private static final Key<Double> SCALE =
      Key.of(
              "scale",
              Types.number("number other than 0", -Double.MAX_VALUE, Double.MAX_VALUE, "a number"),
              "A factor, to convert to base units.")
          .otherwise("1");
  private static final Key<String> ON_MISSING =
      Key.of(
              "on-missing",
              Types.TEXT,
              "What to do when the value is NULL or absent: `skip` the sample, `fail` the"
                  + " collection, or use this number.")
          .otherwise("skip");

  static final List<Key<?>> KEYS =
      List.of(VALUE, CONSTANT, PATTERN, AS, VALUE_MAP, SCALE, ON_MISSING);

  private final Section section;
  private final @Nullable MetricType type;
  private final RowFields fields;
  private final Shape shape;

  MetricValues(Section section, @Nullable MetricType type, RowFields fields, Shape shape) {
    this.section = section;
    this.type = type;
    this.fields = fields;
    this.shape = shape;
  }

  /**
   * Reads the value.
   *
   * @param labelled true when rows fill labels of the metric
   */
  ValueConfig read(boolean labelled) {
    return new ValueConfig(field(labelled), conversion(), onMissing());
  }

  /** The field that gives the value; null for none. */
  private @Nullable String field(boolean labelled) {
    Value written = section.value(VALUE);
    if (type == MetricType.INFO) {
      if (written != null) {
        written.expected("none, since an info is always 1");
      }
      return null;
    }
    if (section.has(CONSTANT)) {
      if (written != null) {
        section.problem(CONSTANT, "expected either value or constant, found both");
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
      fields.check(written);
      return value;
    }
    ofTheRead(value, labelled);
    return value;
  }

  private void ofTheRead(String value, boolean labelled) {
    if (labelled) {
      section.expected(
          MetricLabels.LABELS, "none, since " + value + " is of the read and not of a row");
    }
    if (type == MetricType.COUNTER || type == MetricType.STATESET) {
      section.expected(MetricReader.TYPE, "gauge, histogram or summary for " + value);
    }
    if (!shape.fields().isEmpty()) {
      section.problem(
          VALUE,
          "expected a field of the row beside %s, found %s"
              .formatted(String.join(", ", shape.fields()), value));
    }
    String name = section.find(MetricReader.NAME);
    if (name != null && Template.isTemplate(name)) {
      section.expected(
          MetricReader.NAME, "no fields, since " + value + " is of the read and not of a row");
    }
  }

  private Conversion conversion() {
    Double constant = section.find(CONSTANT);
    String pattern = section.find(PATTERN);
    As as = section.get(AS);
    if (constant != null && (type == MetricType.INFO || type == MetricType.STATESET)) {
      section.expected(
          CONSTANT,
          type == MetricType.INFO
              ? "none, since an info is always 1"
              : "none, since a stateset reads its state");
    }
    if (pattern != null && constant == null) {
      checkPattern(pattern);
    }
    boolean noText = constant != null || type == MetricType.INFO;
    for (Key<?> key : List.of(PATTERN, AS, VALUE_MAP)) {
      if (noText && section.has(key)) {
        section.expected(key, "none, since there is no value to read");
      }
    }
    if (type == MetricType.STATESET) {
      for (Key<?> key : List.of(AS, VALUE_MAP, SCALE)) {
        if (section.has(key)) {
          section.expected(key, "none, since a stateset reads its state");
        }
      }
    }
    return new Conversion(constant, pattern, as, valueMap(), scale());
  }

  private void checkPattern(String pattern) {
    try {
      if (Re2.compile(pattern).groupCount() == 0) {
        section.expected(PATTERN, "a group in parentheses");
      }
    } catch (PatternSyntaxException e) {
      section.problem(
          PATTERN, "expected a regular expression (RE2), found an error: " + e.getMessage());
    }
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

  private double scale() {
    double scale = section.get(SCALE);
    if (scale == 0) {
      section.expected(SCALE, "a number other than 0");
    }
    return scale;
  }

  private OnMissing onMissing() {
    String text = section.get(ON_MISSING);
    return switch (text) {
      case "skip" -> new OnMissing.Skip();
      case "fail" -> new OnMissing.Fail();
      default -> {
        Double number = type == MetricType.STATESET ? null : Numbers.parse(text);
        if (number == null) {
          section.expected(
              ON_MISSING, type == MetricType.STATESET ? "skip or fail" : "skip, fail or a number");
          yield new OnMissing.Skip();
        }
        yield new OnMissing.Instead(number);
      }
    };
  }
}
