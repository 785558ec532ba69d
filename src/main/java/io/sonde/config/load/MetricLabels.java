package io.sonde.config.load;

import io.sonde.config.MetricConfig.Labels;
import io.sonde.config.MetricType;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the labels of a metric. */
final class MetricLabels {
  static final Key<Map<String, Value>> LABELS =
      Key.of(
          "labels",
          Types.textMap("map of labels to fields", "a map of labels to fields"),
          "Labels with values from each row: a field, or a text with fields in braces, such as"
              + " `planet-{location}`; `{{` and `}}` are literal braces. A text that begins with"
              + " `$` is a path, never a template.");
  private static final Key<Map<String, Value>> CONSTANT_LABELS =
      Key.of(
          "constant-labels",
          Types.textMap("map of labels to texts", "a map of labels to their values"),
          "Labels with the same value for all samples.");

  static final List<Key<?>> KEYS = List.of(LABELS, CONSTANT_LABELS);

  private MetricLabels() {}

  static Labels read(Section section, Naming naming, @Nullable MetricType type, RowFields fields) {
    Map<String, Value> labels = labels(section, LABELS, naming, type);
    Map<String, Value> constants = labels(section, CONSTANT_LABELS, naming, type);
    constants.forEach((label, value) -> {
      if (labels.containsKey(label)) {
        value.problem("expected each label once, found '" + label + "' in labels too");
      }
    });
    labels.values().forEach(fields::checkTemplate);
    return new Labels(texts(labels), texts(constants));
  }

  private static Map<String, Value> labels(
      Section section, Key<Map<String, Value>> key, Naming naming, @Nullable MetricType type) {
    Map<String, Value> labels = section.find(key);
    if (labels == null) {
      return Map.of();
    }
    labels.forEach((label, value) -> {
      String wrong = naming.label(label, type);
      if (wrong != null) {
        value.problem("expected " + wrong + ", found '" + label + "'");
      }
    });
    return labels;
  }

  private static Map<String, String> texts(Map<String, Value> values) {
    Map<String, String> texts = new LinkedHashMap<>();
    values.forEach((name, value) -> texts.put(name, value.text()));
    return texts;
  }
}
