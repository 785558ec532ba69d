package io.sonde.yaml;

import io.sonde.yaml.Node.Entry;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Node.Items;
import io.sonde.yaml.Node.Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One map without a description of its keys, unlike {@link Section}: the caller reads each key by
 * name and type. A wrong value adds a problem and gives the default, so that reading goes on.
 * {@link #end()} reports the keys that were not read. Used by one thread.
 */
public final class PlainSection {
  private final Fields fields;
  private final String path;
  private final Problems problems;
  private final TreeSet<String> known = new TreeSet<>();

  public PlainSection(Fields fields, String path, Problems problems) {
    this.fields = fields;
    this.path = path;
    this.problems = problems;
  }

  /** The section of a node; an empty one, and a problem, when the node is no map. */
  public static PlainSection of(Node node, String path, Problems problems) {
    if (node instanceof Fields fields) {
      return new PlainSection(fields, path, problems);
    }
    problems.expected(node, path, "a map");
    PlainSection empty = new PlainSection(new Fields(Map.of(), node.place()), path, problems);
    empty.broken = true;
    return empty;
  }

  private boolean broken;

  public Place place() {
    return fields.place();
  }

  public String path() {
    return path;
  }

  /** Where the value of a key stands, or the section when the key is not there. */
  public Place placeOf(String key) {
    Entry entry = fields.entries().get(key);
    return entry == null ? fields.place() : entry.node().place();
  }

  public String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  public void problem(String key, String message) {
    problems.add(placeOf(key), pathOf(key), message);
  }

  /** Adds a problem "expected …, found …" for the value of a key. */
  public void expected(String key, String expected) {
    Entry entry = fields.entries().get(key);
    String found = entry == null ? "nothing" : entry.node().found();
    problem(key, "expected " + expected + ", found " + found);
  }

  public boolean has(String key) {
    return node(key) != null;
  }

  /** The node of a key that is written and not empty. */
  public @Nullable Node node(String key) {
    known.add(key);
    Entry entry = fields.entries().get(key);
    return entry == null || (entry.node() instanceof Text text && text.nothing())
        ? null
        : entry.node();
  }

  /**
   * The text of a key; null when the key is missing, and, with a problem, when it is not a text.
   */
  public @Nullable String text(String key) {
    Node node = node(key);
    if (node == null) {
      return null;
    }
    if (node instanceof Text text) {
      return text.text();
    }
    problems.expected(node, pathOf(key), "a text");
    return null;
  }

  /** The text of a mandatory key; empty, with a problem, when it is missing. */
  public String required(String key, String what) {
    Node node = node(key);
    if (node == null || (node instanceof Text text && text.text().isBlank())) {
      if (!broken) {
        expected(key, what);
      }
      return "";
    }
    String text = text(key);
    return text == null ? "" : text;
  }

  public boolean bool(String key, boolean otherwise) {
    String text = text(key);
    return switch (text) {
      case null -> otherwise;
      case "true" -> true;
      case "false" -> false;
      default -> {
        expected(key, "true or false");
        yield otherwise;
      }
    };
  }

  public int integer(String key, int otherwise, int least, int most) {
    String text = text(key);
    if (text == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text);
      if (least <= number && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // reported below
    }
    expected(key, "a whole number from " + least + " to " + most);
    return otherwise;
  }

  /** A number of the range, both ends included. */
  public double number(String key, double otherwise, double least, double most, String what) {
    String text = text(key);
    if (text == null) {
      return otherwise;
    }
    Double number = Numbers.parse(text);
    if (number != null && least <= number && number <= most) {
      return number;
    }
    expected(key, what);
    return otherwise;
  }

  public Duration duration(String key, Duration otherwise, Duration least, Duration most) {
    String text = text(key);
    if (text == null) {
      return otherwise;
    }
    Duration duration = Durations.parse(text);
    if (duration == null) {
      expected(key, Durations.EXPECTED);
      return otherwise;
    }
    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
      expected(key, "a duration from " + Durations.format(least) + " to " + Durations.format(most));
      return otherwise;
    }
    return duration;
  }

  /**
   * The choice with the given name; null when the key is missing, and, with a problem, when the
   * name is unknown.
   */
  public <T> @Nullable T choice(String key, Map<String, T> choices) {
    String text = text(key);
    if (text == null) {
      return null;
    }
    T choice = choices.get(text);
    if (choice == null) {
      expected(key, "one of " + String.join(", ", choices.keySet()));
    }
    return choice;
  }

  /**
   * The choice with the given name; the default when the key is missing, and, with a problem, when
   * the name is unknown.
   */
  public <T> T choice(String key, Map<String, T> choices, T otherwise) {
    T choice = choice(key, choices);
    return choice == null ? otherwise : choice;
  }

  /** The texts of a list or a single text; empty when the key is missing. */
  public List<Text> texts(String key, String what) {
    Node node = node(key);
    return switch (node) {
      case null -> List.of();
      case Text text -> List.of(text);
      case Fields map -> {
        problems.expected(map, pathOf(key), what);
        yield List.of();
      }
      case Items items -> {
        List<Text> texts = new ArrayList<>();
        for (int i = 0; i < items.nodes().size(); i++) {
          Node item = items.nodes().get(i);
          if (item instanceof Text text && !text.text().isBlank()) {
            texts.add(text);
          } else {
            problems.expected(item, pathOf(key) + "[" + i + "]", "a text");
          }
        }
        yield texts;
      }
    };
  }

  /** The texts of a map; empty when the key is missing. */
  public Map<String, Text> textMap(String key, String what) {
    Node node = node(key);
    if (node == null) {
      return Map.of();
    }
    if (!(node instanceof Fields map)) {
      problems.expected(node, pathOf(key), what);
      return Map.of();
    }
    Map<String, Text> texts = new LinkedHashMap<>();
    map.entries()
        .forEach((name, entry) -> {
          if (entry.node() instanceof Text text && !text.nothing()) {
            texts.put(name, text);
          } else {
            problems.expected(entry.node(), pathOf(key) + "." + name, "a text");
          }
        });
    return texts;
  }

  /** The nodes of a list; empty when the key is missing. */
  public List<Node> list(String key) {
    Node node = node(key);
    return switch (node) {
      case null -> List.of();
      case Items items -> items.nodes();
      default -> {
        problems.expected(node, pathOf(key), "a list");
        yield List.of();
      }
    };
  }

  /** The section of a key; null when the key is missing. */
  public @Nullable PlainSection section(String key) {
    Node node = node(key);
    return node == null ? null : PlainSection.of(node, pathOf(key), problems);
  }

  /** Adds a problem for each key that was not read. */
  public void end() {
    fields
        .entries()
        .forEach((key, entry) -> {
          if (!known.contains(key)) {
            problems.add(
                entry.place(),
                pathOf(key),
                "expected one of " + String.join(", ", known) + ", found '" + key + "'");
          }
        });
  }
}
