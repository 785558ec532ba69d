package io.sonde.exposition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses the header {@code Accept} or {@code Accept-Encoding} into its ranges, in their order, each
 * with its parameters and its quality. Malformed ranges are ignored.
 */
final class AcceptHeader {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9a-zA-Z-]+";
  private static final Pattern NAME = Pattern.compile(TOKEN + "(/" + TOKEN + ")?");
  private static final Pattern QUALITY = Pattern.compile("0(\\.[0-9]*)?|1(\\.0*)?");

  private AcceptHeader() {}

  /**
   * One range.
   *
   * @param name lower case: {@code text/plain}, {@code gzip}, {@code *}
   * @param parameters names in lower case, values as they are; without {@code q}
   * @param quality 0 to 1
   */
  record Range(String name, Map<String, String> parameters, double quality) {
    Range {
      parameters = Map.copyOf(parameters);
    }
  }

  static List<Range> parse(String header) {
    var ranges = new ArrayList<Range>();
    for (String part : split(header, ',')) {
      Range range = range(part);
      if (range != null) {
        ranges.add(range);
      }
    }
    return ranges;
  }

  private static @Nullable Range range(String part) {
    List<String> pieces = split(part, ';');
    String name = pieces.getFirst().strip();
    if (!NAME.matcher(name).matches()) {
      return null;
    }
    var parameters = new HashMap<String, String>();
    double quality = 1;
    for (String piece : pieces.subList(1, pieces.size())) {
      int equals = piece.indexOf('=');
      if (equals < 0) {
        return null;
      }
      String key = piece.substring(0, equals).strip().toLowerCase(Locale.ROOT);
      String value = unquoted(piece.substring(equals + 1).strip());
      if (key.equals("q")) {
        OptionalDouble found = quality(value);
        if (found.isEmpty()) {
          return null;
        }
        quality = found.getAsDouble();
      } else {
        parameters.put(key, value);
      }
    }
    return new Range(name.toLowerCase(Locale.ROOT), parameters, quality);
  }

  private static OptionalDouble quality(String value) {
    return QUALITY.matcher(value).matches()
        ? OptionalDouble.of(Double.parseDouble(value))
        : OptionalDouble.empty();
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
  }

  /** Splits at separators outside of quotes. */
  private static List<String> split(String text, char separator) {
    var parts = new ArrayList<String>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }
}
