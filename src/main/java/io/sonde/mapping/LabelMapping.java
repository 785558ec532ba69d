package io.sonde.mapping;

import io.sonde.config.MetricConfig;
import io.sonde.config.Template;
import io.sonde.mapping.text.LabelText;
import io.sonde.mapping.text.Quoted;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Row;
import io.sonde.yaml.Unicode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * The labels of a metric and the sources of their values: fields of the row, templates, constants,
 * and the labels of the target. Immutable; metrics with the same labels share one.
 *
 * <p>Values are in the order of the sorted names, as {@link
 * io.prometheus.metrics.model.snapshots.Labels} requires.
 */
final class LabelMapping {
  /**
   * A label that rows fill.
   *
   * @param place its index in the names
   * @param first the index of its first field in the fields
   */
  private record Source(int place, Template template, int first) {}

  private final String[] names;

  /** The values that are the same for all rows; null when rows give the value. */
  private final String[] constants;

  private final List<String> fields;
  private final Source[] sources;

  /**
   * @param labels of the metric
   * @param ofTarget the labels that every sample of the target has
   */
  LabelMapping(MetricConfig.Labels labels, Map<String, String> ofTarget) {
    Set<String> sorted = new TreeSet<>(labels.fields().keySet());
    sorted.addAll(labels.constants().keySet());
    sorted.addAll(ofTarget.keySet());
    names = sorted.toArray(String[]::new);
    constants = new String[names.length];
    List<String> asked = new ArrayList<>();
    List<Source> filled = new ArrayList<>();
    labels
        .fields()
        .forEach((name, written) -> {
          Template template = Template.of(written);
          filled.add(new Source(place(name), template, asked.size()));
          asked.addAll(template.fields());
        });
    fields = List.copyOf(asked);
    sources = filled.toArray(Source[]::new);
    ofTarget.forEach((name, value) -> constants[place(name)] = value);
    labels.constants().forEach((name, value) -> constants[place(name)] = value);
  }

  private int place(String name) {
    return Arrays.binarySearch(names, name);
  }

  List<String> names() {
    return List.of(names);
  }

  /** An array to {@link #read} rows into. */
  String[] values() {
    return constants.clone();
  }

  /** The fields that give values, in the order in which they are read. */
  List<String> fields() {
    return fields;
  }

  /**
   * Reads the labels of a row into the {@linkplain #values() values}.
   *
   * @param matched by index of the field: set to true when the row has the field
   */
  void read(Row row, String[] values, boolean[] matched) throws ReadException {
    for (Source source : sources) {
      values[source.place] =
          source.template.isField()
              ? text(row, source.first, matched)
              : filled(source, row, matched);
    }
  }

  private String filled(Source source, Row row, boolean[] matched) throws ReadException {
    List<String> texts = source.template.texts();
    var text = new StringBuilder(texts.getFirst());
    for (int i = 1; i < texts.size(); i++) {
      text.append(text(row, source.first + i - 1, matched)).append(texts.get(i));
    }
    return text.toString();
  }

  private String text(Row row, int field, boolean[] matched) throws ReadException {
    Object found = row.field(fields.get(field));
    matched[field] |= found != null;
    String text = LabelText.of(found);
    OptionalInt lone = Unicode.loneSurrogate(text);
    if (lone.isPresent()) {
      throw new ReadException(
          Reason.MAPPING,
          "field %s: expected Unicode for a label, found half of a surrogate pair, U+%04X"
              .formatted(fields.get(field), lone.getAsInt()),
          null);
    }
    return text;
  }

  /** The labels of a row, for messages: {@code {state="idle",target="orders-db"}}. */
  String describe(Row row) throws ReadException {
    String[] values = values();
    read(row, values, new boolean[fields.size()]);
    return Quoted.labels(names, values);
  }
}
