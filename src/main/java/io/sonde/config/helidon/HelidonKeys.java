package io.sonde.config.helidon;

import io.sonde.yaml.Key;
import io.sonde.yaml.Node;
import io.sonde.yaml.Node.Entry;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Node.Items;
import io.sonde.yaml.Node.Text;
import io.sonde.yaml.Problems;
import io.sonde.yaml.Type;
import io.sonde.yaml.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys that Helidon reads, and their types. Helidon itself ignores unknown keys. Immutable.
 *
 * <p>They are in the resource {@code helidon-keys.txt}, one path and type on each line; {@code *}
 * is a name that the user chooses. A test makes the resource from the metadata in Helidon's jars.
 */
public final class HelidonKeys {
  private static final String ANY = "any";

  private final Level root;

  /** One level of keys: the type of its value, and the keys below it. */
  private static final class Level {
    final Map<String, Level> keys = new TreeMap<>();
    String type = "";

    /** True when the value, or one below it, may be a secret. */
    boolean hides;
  }

  private HelidonKeys(Level root) {
    this.root = root;
  }

  /** The keys of the Helidon version on the class path. */
  public static HelidonKeys load() {
    try (InputStream in = HelidonKeys.class.getResourceAsStream("helidon-keys.txt")) {
      if (in == null) {
        throw new IllegalStateException("the resource helidon-keys.txt is missing");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HelidonKeys parse(List<String> lines) {
    Level root = new Level();
    for (String line : lines) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      int space = line.indexOf(' ');
      Level level = root;
      List<Level> way = new ArrayList<>();
      for (String key : line.substring(0, space).split("\\.", -1)) {
        level = level.keys.computeIfAbsent(key, _ -> new Level());
        way.add(level);
      }
      level.type = line.substring(space + 1);
      if (line.substring(0, space).endsWith("passphrase")) {
        way.forEach(l -> l.hides = true);
      }
    }
    return new HelidonKeys(root);
  }

  /** One of Helidon's roots as a key of the configuration. */
  public Key<Node> key(String name, String meaning) {
    Level level = root.keys.get(name);
    if (level == null) {
      throw new IllegalArgumentException("no root of Helidon: " + name);
    }
    return Key.of(name, new HelidonType(level), meaning);
  }

  /**
   * Checks the keys below one of Helidon's roots. In the result durations have Helidon's notation,
   * and file names are absolute.
   *
   * @param folder the folder that file names in the configuration file are relative to; those in
   *     overrides are not changed
   */
  public Node check(String key, Node node, Path folder, Problems problems) {
    Level level = root.keys.get(key);
    return level == null ? node : new Check(folder, problems).node(level, node, key);
  }

  /** The paths of all single values, with the names in the tree for {@code *}. */
  public List<String> paths(Fields configuration) {
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

  /** A tree that Helidon reads. */
  private record HelidonType(Level level) implements Type<Node> {
    @Override
    public String words() {
      return "map of Helidon's keys";
    }

    @Override
    public Map<String, Object> schema() {
      return schema(level);
    }

    private static Map<String, Object> schema(Level level) {
      if (level.keys.isEmpty() || level.type.equals(ANY)) {
        return HelidonValues.schema(level.type);
      }
      Map<String, Object> properties = new LinkedHashMap<>();
      level.keys.forEach((key, below) -> properties.put(key, schema(below)));
      Object others = properties.remove("*");
      Map<String, Object> one = new LinkedHashMap<>();
      // Helidon also accepts lists of some maps; their elements are not checked here.
      one.put("type", List.of("object", "array"));
      one.put("properties", properties);
      one.put("additionalProperties", others == null ? false : others);
      return one;
    }

    @Override
    public Node read(Value value) {
      return value.node();
    }
  }

  /** One check of a tree. */
  private record Check(Path folder, Problems problems) {
    Node node(Level level, Node node, String path) {
      if (level.type.equals(ANY)) {
        return node;
      }
      return switch (node) {
        case Text text -> text.nothing() ? text : text(level, text, path);
        case Items items -> {
          List<Node> nodes = new ArrayList<>();
          for (Node item : items.nodes()) {
            nodes.add(node(level, item, path + "[" + nodes.size() + "]"));
          }
          yield new Items(nodes, items.place());
        }
        case Fields fields -> {
          if (level.keys.isEmpty()) {
            problems.expected(fields, path, "a " + level.type);
            yield fields;
          }
          Map<String, Entry> entries = new LinkedHashMap<>();
          fields.entries().forEach((key, e) -> entries.put(key, entry(level, key, e, path)));
          yield new Fields(entries, fields.place());
        }
      };
    }

    private Entry entry(Level level, String key, Entry entry, String path) {
      Level below = level.keys.get(key);
      if (below == null) {
        below = level.keys.get("*");
      }
      if (below == null) {
        String shown = Problems.shown(key);
        problems.add(
            entry.place(),
            path + "." + shown,
            "expected one of "
                + String.join(", ", level.keys.keySet())
                + ", found '"
                + shown
                + "'");
        return entry;
      }
      return new Entry(node(below, entry.node(), path + "." + key), entry.place());
    }

    private Node text(Level level, Text text, String path) {
      if (!text.faults().isEmpty()) {
        text.faults().forEach(f -> problems.add(text.place(), path, f.message(level.hides)));
        return text;
      }
      String expected =
          level.type.isEmpty() ? "a map" : HelidonValues.expected(level.type, text.text());
      if (expected != null) {
        String found = level.hides ? text.sort() : text.found();
        problems.add(text.place(), path, "expected " + expected + ", found " + found);
        return text;
      }
      boolean ofTheFile = text.place().line() > 0;
      String value =
          HelidonValues.asHelidonReads(level.type, text.text(), ofTheFile ? folder : null);
      return new Text(value, text.written(), text.quoted(), text.place());
    }
  }
}
