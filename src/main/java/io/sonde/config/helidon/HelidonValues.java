package io.sonde.config.helidon;

import io.sonde.yaml.Durations;
import io.sonde.yaml.Numbers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types of Helidon's values, by the names that they have in {@code helidon-keys.txt}. */
final class HelidonValues {
  private static final String CHOICE = "one of ";

  private HelidonValues() {}

  /** What a message says is expected of a value; null for a good value. */
  static @Nullable String expected(String type, String value) {
    return switch (type) {
      case "int" -> value.matches("-?\\d{1,9}|-?[12]\\d{9}") ? null : "a whole number";
      case "long" -> value.matches("-?\\d{1,18}") ? null : "a whole number";
      case "double" -> Numbers.parse(value) == null ? "a number" : null;
      case "boolean" -> value.matches("true|false") ? null : "true or false";
      case "port" -> isPort(value) ? null : "a port from 0 to 65535";
      case "duration" -> Durations.parse(value) == null ? Durations.EXPECTED : null;
      default -> type.startsWith(CHOICE) && !choices(type).contains(value) ? type : null;
    };
  }

  /** The JSON Schema of a type. */
  static Map<String, Object> schema(String type) {
    return switch (type) {
      case "int", "long" -> Map.of("type", "integer");
      case "double" -> Map.of("type", "number");
      case "boolean" -> Map.of("type", "boolean");
      case "port" -> Map.of("type", "integer", "minimum", 0, "maximum", 65_535);
      case "duration" -> Map.of("type", "string", "pattern", Durations.PATTERN);
      default -> {
        if (type.startsWith(CHOICE)) {
          // Helidon also accepts lists of some maps
          Map<String, Object> one = Map.of("enum", choices(type));
          yield Map.of("anyOf", List.of(one, Map.of("type", "array", "items", one)));
        }
        yield Map.of();
      }
    };
  }

  /**
   * A good value in Helidon's notation.
   *
   * @param folder the folder that a file name is relative to; null to leave the name as it is
   */
  static String asHelidonReads(String type, String value, @Nullable Path folder) {
    if (type.equals("duration")) {
      Duration duration = Durations.parse(value);
      return duration == null ? value : duration.toString();
    }
    return type.equals("file") && folder != null ? folder.resolve(value).toString() : value;
  }

  private static List<String> choices(String type) {
    return List.of(type.substring(CHOICE.length()).split(", ", -1));
  }

  private static boolean isPort(String value) {
    return value.matches("\\d{1,5}") && Integer.parseInt(value) <= 65_535;
  }
}
