package io.sonde.targets.http.json;

import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.PathNotFoundException;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.http.body.SafeText;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field of a JSON row, parsed once and evaluated for each row. Immutable and thread-safe.
 *
 * <p>{@code a.b} is the value under {@code b} in the object under {@code a}; a key that contains
 * the dot is found too, and has priority. {@code $…} is a JSONPath inside the row. {@code $key} is
 * the key, or the index, under which the row is found; {@code $parent.…} a field of the object
 * around it.
 */
sealed interface JsonField
    permits JsonCall, JsonField.Key, JsonField.OfParent, JsonField.Dotted, JsonField.Expression {
  /** The part of the row that it refers to. */
  @Nullable Object in(JsonNode row, JsonPathReads reads) throws ReadException;

  /** True when it depends on the position of the row in the document. */
  default boolean needsPlace() {
    return false;
  }

  /** Parses a valid field. */
  static JsonField of(String name) {
    if (name.equals("$key")) {
      return new Key();
    }
    if (name.startsWith("$parent.")) {
      return new OfParent(of(name.substring("$parent.".length())));
    }
    if (!name.startsWith("$")) {
      return new Dotted(name);
    }
    PathCall call = PathCall.in(name);
    return call == null ? new Expression(name, JsonPath.compile(name)) : new JsonCall(name, call);
  }

  /**
   * The value of the field for a row.
   *
   * @throws ReadException {@code MAPPING} when it is an object or an array
   */
  static @Nullable Object value(String name, JsonField field, JsonNode row, JsonPathReads reads)
      throws ReadException {
    long mark = reads.mark();
    try {
      Object value = field.in(row, reads);
      return switch (value) {
        case Map<?, ?> _ -> throw notAValue(name, "an object");
        case Collection<?> _ -> throw notAValue(name, "an array");
        case null, default -> value;
      };
    } catch (JsonPathReads.Ended e) {
      throw new ReadException(
          e.why().reason(), "field '%s': %s".formatted(name, e.why().getMessage()), e);
    } finally {
      reads.forget(mark);
    }
  }

  private static ReadException notAValue(String name, String found) {
    return new ReadException(
        Reason.MAPPING,
        "field '%s': expected a number, a text or a boolean, found %s".formatted(name, found),
        null);
  }

  /** The key or index of the row. */
  record Key() implements JsonField {
    @Override
    public @Nullable Object in(JsonNode row, JsonPathReads reads) {
      return row.key();
    }

    @Override
    public boolean needsPlace() {
      return true;
    }
  }

  /** A field of the object around the row. */
  record OfParent(JsonField field) implements JsonField {
    @Override
    public @Nullable Object in(JsonNode row, JsonPathReads reads) throws ReadException {
      JsonNode parent = row.parent();
      return parent == null ? null : field.in(parent, reads);
    }

    @Override
    public boolean needsPlace() {
      return true;
    }
  }

  /** Keys with dots between them. */
  record Dotted(String name) implements JsonField {
    @Override
    public @Nullable Object in(JsonNode row, JsonPathReads reads) {
      return in(row.value(), name);
    }

    private static @Nullable Object in(@Nullable Object node, String name) {
      if (!(node instanceof Map<?, ?> map)) {
        return null;
      }
      if (map.containsKey(name)) {
        return map.get(name);
      }
      for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
        Object inner = in(map.get(name.substring(0, dot)), name.substring(dot + 1));
        if (inner != null) {
          return inner;
        }
      }
      return null;
    }
  }

  /** A JSONPath inside the row. */
  record Expression(String text, JsonPath path) implements JsonField {
    @Override
    public @Nullable Object in(JsonNode row, JsonPathReads reads) throws ReadException {
      Object node = row.value();
      if (node == null) {
        return null;
      }
      Object found;
      try {
        found = reads.values(path, node);
      } catch (PathNotFoundException e) {
        return null;
      } catch (JsonPathException | NumberFormatException e) { // the latter: it compares with NaN
        throw failed(text, e);
      }
      return path.isDefinite() ? found : only(text, found);
    }

    static ReadException failed(String text, RuntimeException e) {
      return new ReadException(
          Reason.MAPPING,
          "field '%s': %s".formatted(text, SafeText.of(String.valueOf(e.getMessage()))),
          e);
    }

    static @Nullable Object only(String text, @Nullable Object found) throws ReadException {
      if (!(found instanceof List<?> values)) {
        return found;
      }
      if (values.size() > 1) {
        throw new ReadException(
            Reason.MAPPING,
            "field '%s': expected one value, found %d".formatted(text, values.size()),
            null);
      }
      return values.isEmpty() ? null : values.getFirst();
    }
  }
}
