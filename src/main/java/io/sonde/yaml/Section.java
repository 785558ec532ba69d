package io.sonde.yaml;

import io.sonde.yaml.Node.Entry;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Node.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One map of a configuration, read key by key into a record. Only keys with a description can be
 * read. A wrong value adds a problem and gives the default, so that reading goes on. {@link #end()}
 * reports unknown keys. Used by one thread.
 */
public final class Section {
  private final Fields fields;
  private final String path;
  private final Path folder;
  private final Problems problems;

  /**
   * True when the value was not a map and this empty section replaces it: no missing key is
   * reported.
   */
  private final boolean broken;

  /** The known keys. */
  private Keys keys;

  /** One bit for each key that was read. */
  private long taken;

  private List<Section> below = List.of();

  private Section(
      Fields fields, String path, Path folder, Problems problems, boolean broken, Keys keys) {
    this.fields = fields;
    this.path = path;
    this.folder = folder;
    this.problems = problems;
    this.broken = broken;
    this.keys = keys;
  }

  /**
   * The top of a configuration.
   *
   * @param folder the folder that relative file names are resolved against
   */
  public static Section root(Fields fields, List<Key<?>> keys, Path folder, Problems problems) {
    return new Section(fields, "", folder, problems, false, new Keys(keys));
  }

  /**
   * A part of a configuration that is read by itself.
   *
   * @param path where it stands
   */
  public static Section part(
      Fields fields, String path, List<Key<?>> keys, Path folder, Problems problems) {
    return new Section(fields, path, folder, problems, false, new Keys(keys));
  }

  /** What relative file names are relative to. */
  public Path folder() {
    return folder;
  }

  Section child(Fields fields, String path, Keys keys, boolean broken) {
    var child = new Section(fields, path, folder, problems, broken, keys);
    if (below.isEmpty()) {
      below = new ArrayList<>(1);
    }
    below.add(child);
    return child;
  }

  /** This map with more known keys. */
  public Section with(List<Key<?>> more) {
    keys = keys.and(more);
    return this;
  }

  /** Accepts these keys without reading them, since the kind that they belong to is unknown. */
  public void skip(List<Key<?>> more) {
    keys = keys.and(more);
    more.forEach(key -> taken |= 1L << keys.indexOf(key.name()));
  }

  public Place place() {
    return fields.place();
  }

  public String path() {
    return path;
  }

  public String pathOf(Key<?> key) {
    return path.isEmpty() ? key.name() : path + "." + key.name();
  }

  /** The place of the value of a key; the place of the section when the key is missing. */
  public Place placeOf(Key<?> key) {
    Entry entry = fields.entries().get(key.name());
    return entry == null ? fields.place() : entry.node().place();
  }

  Problems problems() {
    return problems;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Adds a problem about this section as a whole. */
  public void problem(String message) {
    problems.add(fields.place(), path, message);
  }

  public void problem(Key<?> key, String message) {
    problems.add(placeOf(key), pathOf(key), message);
  }

  /** Adds a problem "expected …, found …" for the value of a key. */
  public void expected(Key<?> key, String expected) {
    Entry entry = fields.entries().get(key.name());
    String found =
        entry == null ? "nothing" : key.hides() ? entry.node().sort() : entry.node().found();
    problem(key, "expected " + expected + ", found " + found);
  }

  /** True when the key has a value. */
  public boolean has(Key<?> key) {
    return value(key) != null;
  }

  /** The value of a key as written; null when the key is missing or empty. */
  public @Nullable Value value(Key<?> key) {
    if (!keys.describes(key)) {
      throw new IllegalStateException("the key " + pathOf(key) + " is not described");
    }
    taken |= 1L << keys.indexOf(key.name());
    Entry entry = fields.entries().get(key.name());
    return entry == null || (entry.node() instanceof Text text && text.nothing())
        ? null
        : new Value(this, entry.node(), pathOf(key), key.hides());
  }

  /**
   * The value of a key; null when it is missing or wrong. A wrong value and a missing mandatory key
   * add a problem.
   */
  public <T> @Nullable T find(Key<T> key) {
    Value value = value(key);
    if (value != null) {
      return key.type().read(value);
    }
    if (key.required() != null && !broken) {
      expected(key, key.required());
    }
    return null;
  }

  /** The value of a key that has a default; the default when the value is missing or wrong. */
  public <T> T get(Key<T> key) {
    T found = find(key);
    if (found != null) {
      return found;
    }
    String otherwise = key.otherwise();
    if (otherwise == null) {
      throw new IllegalStateException("the key " + pathOf(key) + " has no default");
    }
    T value = key.type().read(new Value(this, written(otherwise), pathOf(key), false));
    if (value == null) {
      throw new IllegalStateException("the default of " + pathOf(key) + " is no " + otherwise);
    }
    return value;
  }

  /** The default of a key as a node. */
  private Node written(String otherwise) {
    if (otherwise.startsWith("[") || otherwise.startsWith("{")) {
      Entry entry = YamlTree.compose("default", "a: " + otherwise, problems).entries().get("a");
      if (entry != null) {
        return entry.node();
      }
    }
    return new Text(otherwise, otherwise, true, Place.of("default"));
  }

  /** A mandatory text; empty, with a problem, when it is missing or blank. */
  public String text(Key<String> key) {
    Value value = value(key);
    if (value != null && value.isText() && value.text().isBlank() && value.isWhole()) {
      expected(key, key.required() == null ? "a text" : key.required());
      return "";
    }
    String text = find(key);
    return text == null ? "" : text;
  }

  /** The alternative that is given; null, with a problem, when none or several are given. */
  public @Nullable Key<?> alternative() {
    List<Key<?>> all = keys.all().stream().filter(Key::alternative).toList();
    List<Key<?>> found = all.stream().filter(this::has).toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    if (!broken) {
      problem(
          "expected one of "
              + all.stream().map(Key::name).collect(Collectors.joining(", "))
              + ", found "
              + (found.isEmpty()
                  ? "none"
                  : found.stream().map(Key::name).collect(Collectors.joining(" and "))));
    }
    return null;
  }

  /**
   * Adds a problem for each unknown key of this section and the sections below.
   *
   * @throws IllegalStateException when a key is described and was not read
   */
  public void end() {
    for (int i = 0; i < keys.all().size(); i++) {
      if ((taken & 1L << i) == 0) {
        throw new IllegalStateException(
            "the key " + pathOf(keys.all().get(i)) + " is described and was not read");
      }
    }
    fields
        .entries()
        .forEach((name, entry) -> {
          if (!keys.contains(name)) {
            String shown = Problems.shown(name);
            problems.add(
                entry.place(),
                path.isEmpty() ? shown : path + "." + shown,
                "expected one of " + keys.names() + ", found '" + shown + "'");
          }
        });
    below.forEach(Section::end);
  }
}
