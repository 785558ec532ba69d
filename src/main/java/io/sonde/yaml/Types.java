package io.sonde.yaml;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The common types of keys. */
public final class Types {
  /** The JSON types that YAML parsers give an unquoted text. */
  private static final Map<String, Object> SCALAR =
      Map.of("type", List.of("string", "number", "boolean"));

  private static final Map<String, Object> TEXT_MAP =
      Map.of("type", "object", "additionalProperties", SCALAR);

  /** A text that is not blank. */
  public static final Type<String> TEXT =
      new Leaf<>("text", SCALAR, value -> value.isText("a text") ? value.text() : null);

  /** A file, relative to the folder of the configuration that names it. */
  public static final Type<Path> FILE =
      new Leaf<>("file", SCALAR, value -> value.isText("a text") ? value.file() : null);

  public static final Type<Boolean> BOOL =
      new Leaf<>(
          "`true` or `false`",
          Map.of("type", "boolean"),
          value -> {
            String expected = "true or false";
            if (!value.isText(expected)) {
              return null;
            }
            return switch (value.text()) {
              case "true" -> Boolean.TRUE;
              case "false" -> Boolean.FALSE;
              default -> value.not(expected);
            };
          });

  /** A number of bytes. */
  public static final Type<Long> SIZE =
      new Leaf<>(
          "size",
          Map.of("type", List.of("string", "integer"), "pattern", Numbers.BYTES_PATTERN),
          value -> {
            if (!value.isText(Numbers.BYTES_EXPECTED)) {
              return null;
            }
            Long size = Numbers.bytes(value.text());
            if (size == null) {
              return value.not(Numbers.BYTES_EXPECTED);
            }
            return size;
          });

  /** A list of finite numbers, each larger than the one before; never empty. */
  public static final Type<List<Double>> ASCENDING =
      new Leaf<>(
          "list of ascending numbers",
          Map.of("type", "array", "items", Map.of("type", "number"), "minItems", 1),
          value -> Composites.ascending(value, "a list of ascending numbers"));

  private Types() {}

  /** As {@link #ASCENDING}, or a word, which gives an empty list. */
  public static Type<List<Double>> ascendingOr(String word) {
    return new Leaf<>(
        ASCENDING.words() + ", or `" + word + "`",
        Map.of("anyOf", List.of(ASCENDING.schema(), Map.of("enum", List.of(word)))),
        value ->
            value.isText() && value.text().equals(word)
                ? List.of()
                : Composites.ascending(value, "a list of ascending numbers, or " + word));
  }

  /** A whole number of the range, both ends included. */
  public static Type<Integer> integer(int least, int most) {
    String expected = "a whole number from " + least + " to " + most;
    return new Leaf<>(
        "whole number, " + least + " to " + most,
        Map.of("type", "integer", "minimum", least, "maximum", most),
        value -> {
          if (!value.isText(expected)) {
            return null;
          }
          try {
            int number = Integer.parseInt(value.text());
            if (least <= number && number <= most) {
              return number;
            }
          } catch (NumberFormatException _) {
            // reported below
          }
          return value.not(expected);
        });
  }

  /** A finite number of the range, with its name in the manual and in messages. */
  public static Type<Double> number(String words, double least, double most, String expected) {
    return new Leaf<>(
        words,
        Map.of("type", "number", "minimum", least, "maximum", most),
        value -> {
          if (!value.isText(expected)) {
            return null;
          }
          Double number = Numbers.parse(value.text());
          if (number != null && least <= number && number <= most) {
            return number;
          }
          return value.not(expected);
        });
  }

  /** A duration of the range, both ends included. */
  public static Type<Duration> duration(Duration least, Duration most) {
    String range = Durations.format(least) + " to " + Durations.format(most);
    return new Leaf<>(
        "duration, " + range,
        Map.of("type", "string", "pattern", Durations.PATTERN),
        value -> {
          if (!value.isText(Durations.EXPECTED)) {
            return null;
          }
          Duration duration = Durations.parse(value.text());
          if (duration == null) {
            return value.not(Durations.EXPECTED);
          }
          if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            return value.not("a duration from " + range);
          }
          return duration;
        });
  }

  /** One of the constants, by its name in lower case. */
  public static <E extends Enum<E>> Type<E> choice(E[] constants) {
    Map<String, E> choices = new LinkedHashMap<>();
    for (E constant : constants) {
      choices.put(constant.name().toLowerCase(Locale.ROOT), constant);
    }
    return choice(choices);
  }

  /** One of these values, by its name. */
  public static <T> Type<T> choice(Map<String, T> values) {
    Map<String, T> choices = Ordered.copyOf(values);
    String expected = "one of " + String.join(", ", choices.keySet());
    return new Leaf<>(
        "`" + String.join("`, `", choices.keySet()) + "`",
        Map.of("enum", List.copyOf(choices.keySet())),
        value -> {
          if (!value.isText(expected)) {
            return null;
          }
          T choice = choices.get(value.text());
          if (choice == null) {
            return value.not(expected);
          }
          return choice;
        });
  }

  /**
   * A list of texts, or a single text.
   *
   * @param what as a problem expects it, such as "a list of statuses"
   */
  public static Type<List<Value>> texts(String words, String what) {
    return new Leaf<>(
        words,
        Map.of("anyOf", List.of(SCALAR, Map.of("type", "array", "items", SCALAR, "minItems", 1))),
        value -> Composites.texts(value, what));
  }

  /**
   * A map of names, which the user chooses, to texts.
   *
   * @param what as a problem expects it, such as "a map of labels to fields"
   */
  public static Type<Map<String, Value>> textMap(String words, String what) {
    return new Leaf<>(words, TEXT_MAP, value -> Composites.textMap(value, what));
  }

  /**
   * A list of maps of names, which the user chooses, to texts.
   *
   * @param what as a problem expects one of the maps
   */
  public static Type<List<Map<String, Value>>> textMaps(String words, String what) {
    return new Leaf<>(
        words,
        Map.of("type", "array", "items", TEXT_MAP, "minItems", 1),
        value -> Composites.textMaps(value, what));
  }

  /** A map with these keys. */
  public static Type<Section> section(List<Key<?>> keys) {
    Keys known = new Keys(keys);
    return new Sections<>(known.all(), false, value -> value.section(known));
  }

  /** A list of maps with these keys. */
  public static Type<List<Section>> sections(List<Key<?>> keys) {
    Keys known = new Keys(keys);
    return new Sections<>(known.all(), true, value -> Composites.sections(value, known));
  }

  private interface Reader<T> {
    @Nullable T read(Value value);
  }

  private record Leaf<T>(String words, Map<String, Object> schema, Reader<T> reader)
      implements Type<T> {
    @Override
    public @Nullable T read(Value value) {
      return reader.read(value);
    }
  }

  private record Sections<T>(List<Key<?>> keys, boolean repeated, Reader<T> reader)
      implements Type<T> {
    @Override
    public String words() {
      return repeated ? "list of maps" : "map";
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("type", repeated ? "array" : "object");
    }

    @Override
    public @Nullable T read(Value value) {
      return reader.read(value);
    }
  }
}
