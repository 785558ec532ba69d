package io.sonde.mapping;

import io.sonde.config.CollectorConfig.MetricConfig;
import io.sonde.targets.ReadException;
import io.sonde.targets.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which labels a sample has and where their values come from: fields of the row, constants, and
 * {@code target}. Immutable; metrics with the same labels share one.
 *
 * <p>Values are in the order of the names, which are sorted, as the model's labels want them.
 */
final class Labelling {
  /** What makes two metrics share a labelling. */
  record Key(Map<String, String> labels, Map<String, String> constantLabels) {
    static Key of(MetricConfig metric) {
      return new Key(metric.labels(), metric.constantLabels());
    }
  }

  private final String[] names;

  /** The values that are the same for all rows; null where a field gives the value. */
  private final String[] constants;

  private final String[] fields;

  /** Where among the names each field stands. */
  private final int[] places;

  Labelling(Key key, String target) {
    Set<String> sorted = new TreeSet<>(key.labels.keySet());
    sorted.addAll(key.constantLabels.keySet());
    sorted.add("target");
    names = sorted.toArray(String[]::new);
    constants = new String[names.length];
    fields = key.labels.values().toArray(String[]::new);
    places = new int[fields.length];
    int field = 0;
    for (String name : key.labels.keySet()) {
      places[field++] = place(name);
    }
    key.constantLabels.forEach((name, value) -> constants[place(name)] = value);
    constants[place("target")] = target;
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

  /** The fields that give values. */
  List<String> fields() {
    return List.of(fields);
  }

  /**
   * Puts what a row says of the labels among the {@linkplain #values() values}.
   *
   * @param matched by field: becomes true where the row has it
   */
  void read(Row row, String[] values, boolean[] matched) throws ReadException {
    for (int i = 0; i < fields.length; i++) {
      Object found = row.field(fields[i]);
      matched[i] |= found != null;
      values[places[i]] = LabelText.of(found);
    }
  }

  /** The labels of a row as they stand in messages: {@code {state="idle",target="orders-db"}}. */
  String describe(Row row) throws ReadException {
    String[] values = values();
    read(row, values, new boolean[fields.length]);
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < names.length; i++) {
      text.append(i == 0 ? "" : ",").append(names[i]).append('=').append(Quoted.text(values[i]));
    }
    return text.append('}').toString();
  }
}
