package io.sonde.targets.http.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Selects the parts of a JSON document that are kept while it is read: usually a few fields of a
 * large answer are wanted, and objects take ten times the memory of their text.
 *
 * <p>When a path is too complex to analyse, everything below is kept. Immutable.
 */
sealed interface JsonProjection {
  /** Keeps everything. */
  JsonProjection ALL = new All();

  /** What to keep of the value under a key of an object; null to leave it out. */
  @Nullable JsonProjection of(String key);

  /** What to keep of each element of an array. */
  JsonProjection ofElement();

  /** The projection for these rows and fields. */
  static JsonProjection of(String rows, Collection<JsonField> fields) {
    if (fields.stream().anyMatch(JsonField.OfParent.class::isInstance)) {
      return ALL;
    }
    if (fields.stream().anyMatch(f -> f instanceof JsonField.Expression || f instanceof JsonCall)) {
      return Step.of(rows, ALL);
    }
    Set<String> keys = new HashSet<>();
    for (JsonField field : fields) {
      if (field instanceof JsonField.Dotted(String name)) {
        addKeys(name, keys);
      }
    }
    return Step.of(rows, new Keys(keys));
  }

  /** The projection for the path of a single value. */
  static JsonProjection ofValue(String path) {
    return Step.of(path, ALL);
  }

  /** The union of both. */
  static JsonProjection both(JsonProjection one, JsonProjection other) {
    return one instanceof All || other instanceof All ? ALL : new Both(one, other);
  }

  /** Of {@code a.b.c} each of {@code a}, {@code a.b} and {@code a.b.c} may be a key. */
  private static void addKeys(String name, Set<String> keys) {
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      keys.add(name.substring(0, dot));
    }
    keys.add(name);
  }

  /** Everything. */
  record All() implements JsonProjection {
    @Override
    public JsonProjection of(String key) {
      return this;
    }

    @Override
    public JsonProjection ofElement() {
      return this;
    }
  }

  /** The union of two projections. */
  record Both(JsonProjection one, JsonProjection other) implements JsonProjection {
    @Override
    public @Nullable JsonProjection of(String key) {
      JsonProjection first = one.of(key);
      JsonProjection second = other.of(key);
      if (first == null || second == null) {
        return first == null ? second : first;
      }
      return JsonProjection.both(first, second);
    }

    @Override
    public JsonProjection ofElement() {
      return JsonProjection.both(one.ofElement(), other.ofElement());
    }
  }

  /** Of a row: the values of these keys. */
  record Keys(Set<String> names) implements JsonProjection {
    public Keys {
      names = Set.copyOf(names);
    }

    @Override
    public @Nullable JsonProjection of(String key) {
      return names.contains(key) ? ALL : null;
    }

    @Override
    public JsonProjection ofElement() {
      return this;
    }
  }

  /**
   * One step on the path to the rows: one key, or all.
   *
   * @param name null for each key or element
   */
  record Step(@Nullable String name, JsonProjection next) implements JsonProjection {
    static final Pattern STEP =
        Pattern.compile(
            "(?<each>\\.\\*|\\[\\*]|\\[-?\\d+])|\\.(?<plain>[\\p{L}\\d_-]+)(?![\\p{L}\\d_(-])"
                + "|\\['(?<quoted>[^'\\\\]+)']");

    /** The projection of a path; everything when it has a step of another sort. */
    static JsonProjection of(String path, JsonProjection row) {
      List<Optional<String>> names = new ArrayList<>();
      Matcher step = STEP.matcher(path).region(1, path.length());
      while (step.lookingAt()) {
        String plain = step.group("plain");
        names.add(Optional.ofNullable(plain == null ? step.group("quoted") : plain));
        step.region(step.end(), path.length());
      }
      if (step.regionStart() < path.length()) {
        return ALL;
      }
      JsonProjection way = row;
      for (Optional<String> name : names.reversed()) {
        way = new Step(name.orElse(null), way);
      }
      return way;
    }

    @Override
    public @Nullable JsonProjection of(String key) {
      return name == null || name.equals(key) ? next : null;
    }

    @Override
    public JsonProjection ofElement() {
      return name == null ? next : ALL;
    }
  }
}
