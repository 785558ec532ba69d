package io.sonde.config;

import io.sonde.yaml.Durations;
import io.sonde.yaml.Key;
import io.sonde.yaml.Node;
import io.sonde.yaml.Node.Entry;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Node.Items;
import io.sonde.yaml.Node.Text;
import io.sonde.yaml.Numbers;
import io.sonde.yaml.Problems;
import io.sonde.yaml.Type;
import io.sonde.yaml.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys that Helidon reads, and their types: Helidon itself ignores a key that it does not know.
 *
 * <p>They stand in the resource {@code helidon-keys.txt}, one path and type a line, {@code *} for a
 * name that the user chooses. A test makes it from the metadata in Helidon's jars.
 */
final class HelidonKeys {
  private static final String ANY = "any";

  private final Level root;

  /** What may stand at one level: its type, and the keys below it. */
  private static final class Level {
    final Map<String, Level> keys = new TreeMap<>();
    String type = "";
  }

  private HelidonKeys(Level root) {
    this.root = root;
  }

  static HelidonKeys load() {
    try (InputStream in = HelidonKeys.class.getResourceAsStream("helidon-keys.txt")) {
      if (in == null) {
        throw new IllegalStateException("the resource helidon-keys.txt is missing");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static HelidonKeys parse(List<String> lines) {
    Level root = new Level();
    for (String line : lines) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      int space = line.indexOf(' ');
      Level level = root;
      for (String key : line.substring(0, space).split("\\.", -1)) {
        level = level.keys.computeIfAbsent(key, _ -> new Level());
      }
      level.type = line.substring(space + 1);
    }
    return new HelidonKeys(root);
  }

  /** One of Helidon's roots as a key. */
  Key<Node> key(String name, String meaning) {
    return Key.of(name, new HelidonType(), meaning);
  }

  /** A tree that Helidon reads. */
  private static final class HelidonType implements Type<Node> {
    @Override
    public String words() {
      return "map of Helidon's keys";
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("type", "object");
    }

    @Override
    public Node read(Value value) {
      return value.node();
    }
  }

  /** Checks the keys below one of Helidon's roots, and writes durations as Helidon reads them. */
  Node check(String key, Node node, Problems problems) {
    Level level = root.keys.get(key);
    return level == null ? node : check(level, node, key, problems);
  }

  /** The paths of all single values, with the names that were chosen for {@code *}. */
  List<String> paths(Fields configuration) {
    List<String> paths = new ArrayList<>();
    paths(root, "", configuration, paths);
    return paths;
  }

  private static void paths(Level level, String path, @Nullable Node node, List<String> paths) {
    if (!level.type.isEmpty() && !level.type.equals(ANY)) {
      paths.add(path);
    }
    Map<String, Entry> written = node instanceof Fields fields ? fields.entries() : Map.of();
    level.keys.forEach((key, below) -> {
      Iterable<String> names = key.equals("*") ? written.keySet() : List.of(key);
      for (String name : names) {
        Entry entry = written.get(name);
        String child = path.isEmpty() ? name : path + "." + name;
        paths(below, child, entry == null ? null : entry.node(), paths);
      }
    });
  }

  private static Node check(Level level, Node node, String path, Problems problems) {
    if (level.type.equals(ANY)) {
      return node;
    }
    return switch (node) {
      case Text text -> text.nothing() ? text : value(level, text, path, problems);
      case Items items -> {
        List<Node> nodes = new ArrayList<>();
        for (Node item : items.nodes()) {
          nodes.add(check(level, item, path + "[" + nodes.size() + "]", problems));
        }
        yield new Items(nodes, items.place());
      }
      case Fields fields -> {
        if (level.keys.isEmpty()) {
          problems.expected(fields, path, "a " + level.type);
          yield fields;
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        fields
            .entries()
            .forEach((key, e) -> entries.put(key, entry(level, key, e, path, problems)));
        yield new Fields(entries, fields.place());
      }
    };
  }

  private static Entry entry(Level level, String key, Entry entry, String path, Problems problems) {
    Level below = level.keys.get(key);
    if (below == null) {
      below = level.keys.get("*");
    }
    if (below == null) {
      problems.add(
          entry.place(),
          path + "." + key,
          "expected one of " + String.join(", ", level.keys.keySet()) + ", found '" + key + "'");
      return entry;
    }
    return new Entry(check(below, entry.node(), path + "." + key, problems), entry.place());
  }

  private static Node value(Level level, Text text, String path, Problems problems) {
    String value = text.text();
    String expected =
        switch (level.type) {
          case "" -> "a map";
          case "int" -> value.matches("-?\\d{1,9}|-?[12]\\d{9}") ? null : "a whole number";
          case "long" -> value.matches("-?\\d{1,18}") ? null : "a whole number";
          case "double" -> Numbers.parse(value) == null ? "a number" : null;
          case "boolean" -> value.matches("true|false") ? null : "true or false";
          case "port" -> port(value) ? null : "a port from 0 to 65535";
          case "duration" -> Durations.parse(value) == null ? Durations.EXPECTED : null;
          default ->
              level.type.startsWith("one of ") && !choices(level.type).contains(value)
                  ? level.type
                  : null;
        };
    if (expected != null) {
      problems.expected(text, path, expected);
      return text;
    }
    Duration duration = level.type.equals("duration") ? Durations.parse(value) : null;
    return duration == null
        ? text
        : new Text(duration.toString(), text.written(), text.quoted(), text.place());
  }

  private static List<String> choices(String type) {
    return List.of(type.substring("one of ".length()).split(", ", -1));
  }

  private static boolean port(String value) {
    return value.matches("\\d{1,5}") && Integer.parseInt(value) <= 65535;
  }
}
