package io.sonde.yaml;

import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Node.Items;
import io.sonde.yaml.Node.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads values that are lists or maps, for {@link Types}. Each method adds problems for what is
 * wrong; it returns null for a value that is wrong as a whole.
 */
final class Composites {
  private Composites() {}

  /** The texts of a list, or a single text. */
  static @Nullable List<Value> texts(Value value, String expected) {
    return switch (value.node()) {
      case Text _ -> value.isWhole() ? List.of(value) : null;
      case Fields _ -> value.not(expected);
      case Items items -> {
        List<Value> texts = new ArrayList<>();
        for (Value item : items(value, items)) {
          if (item.isText("a text") && item.text().isBlank()) {
            item.expected("a text");
          } else if (item.isText() && item.isWhole()) {
            texts.add(item);
          }
        }
        yield texts;
      }
    };
  }

  /** The texts of a map. */
  static @Nullable Map<String, Value> textMap(Value value, String expected) {
    if (!(value.node() instanceof Fields map)) {
      return value.not(expected);
    }
    Map<String, Value> texts = new LinkedHashMap<>();
    map.entries()
        .forEach((name, entry) -> {
          Value one = value.entry(name, entry.node());
          if (one.isText("a text")) {
            texts.put(name, one);
          }
        });
    return texts;
  }

  /**
   * The texts of each map of a list.
   *
   * @param expected of each map
   */
  static @Nullable List<Map<String, Value>> textMaps(Value value, String expected) {
    if (!(value.node() instanceof Items items) || items.nodes().isEmpty()) {
      return value.not("a list of maps");
    }
    List<Map<String, Value>> maps = new ArrayList<>();
    for (Value item : items(value, items)) {
      Map<String, Value> map = textMap(item, expected);
      if (map != null) {
        maps.add(map);
      }
    }
    return maps;
  }

  /** The numbers of a list, each larger than the one before. */
  static @Nullable List<Double> ascending(Value value, String expected) {
    if (!(value.node() instanceof Items items) || items.nodes().isEmpty()) {
      return value.not(expected);
    }
    List<Double> numbers = new ArrayList<>();
    for (Value item : items(value, items)) {
      if (item.isText() && !item.isWhole()) {
        return null;
      }
      Double number = item.isText() ? Numbers.parse(item.text()) : null;
      if (number == null || (!numbers.isEmpty() && numbers.getLast() >= number)) {
        return value.not(expected);
      }
      numbers.add(number);
    }
    return numbers;
  }

  /** The maps of a list as sections. */
  static @Nullable List<Section> sections(Value value, Keys keys) {
    if (!(value.node() instanceof Items items)) {
      return value.not("a list");
    }
    return items(value, items).stream().map(item -> item.section(keys)).toList();
  }

  private static List<Value> items(Value value, Items items) {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < items.nodes().size(); i++) {
      values.add(value.item(i, items.nodes().get(i)));
    }
    return values;
  }
}
