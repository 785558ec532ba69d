package io.sonde.targets.http.format;

import io.sonde.targets.Row;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One sample of an exposition: {@code name{label="text",…} value timestamp # exemplar}.
 *
 * @param timestamp the timestamp as written; null for none
 */
record SampleLine(
    String name, Map<String, String> labels, double value, @Nullable Double timestamp) {
  /**
   * The sample of a line.
   *
   * @throws IllegalArgumentException with a message that says what was expected, without the text
   *     of the line
   */
  static SampleLine parse(String line) {
    return new Parser(line).sample();
  }

  /**
   * The sample as a row.
   *
   * @param inSeconds true for timestamps in seconds (OpenMetrics), false for milliseconds
   */
  Row row(@Nullable String type, boolean inSeconds) {
    return new SampleRow(this, type, inSeconds);
  }

  private record SampleRow(SampleLine sample, @Nullable String type, boolean inSeconds)
      implements Row {
    @Override
    public @Nullable Object field(String field) {
      return switch (field) {
        case "$name" -> sample.name;
        case "$value" -> sample.value;
        case "$type" -> type;
        case "$timestamp" -> {
          Double written = sample.timestamp;
          yield written == null || inSeconds ? written : (Double) (written / 1000);
        }
        default -> {
          String label = sample.labels.get(field);
          yield label == null && field.equals(sample.name) ? sample.value : label;
        }
      };
    }

    @Override
    public Set<String> names() {
      Set<String> names = new LinkedHashSet<>();
      names.add("$name");
      names.add("$value");
      names.add("$type");
      names.addAll(sample.labels.keySet());
      return names;
    }
  }

  /** Parses one line. */
  private static final class Parser {
    private final String line;
    private final Map<String, String> labels = new LinkedHashMap<>();
    private String name = "";
    private int at;

    Parser(String line) {
      this.line = line;
    }

    SampleLine sample() {
      space();
      name = peek() == '{' ? "" : plain();
      space();
      if (peek() == '{') {
        at++;
        labels();
        space();
      }
      if (name.isEmpty()) {
        throw expected("a name");
      }
      double value = number(word(), "a value");
      space();
      Double timestamp = null;
      if (at < line.length() && peek() != '#') {
        timestamp = number(word(), "a timestamp");
        space();
      }
      if (at < line.length() && peek() != '#') {
        throw expected("the end of the line");
      }
      return new SampleLine(name, labels, value, timestamp);
    }

    /** Names with other characters are quoted; a quoted name of the sample is inside the braces. */
    private void labels() {
      space();
      while (peek() != '}') {
        boolean quoted = peek() == '"';
        String label = quoted ? quoted() : plain();
        space();
        if (peek() == '=') {
          at++;
          space();
          labels.put(label, quoted());
        } else if (quoted && name.isEmpty()) {
          name = label;
        } else {
          throw expected("'=' after a label");
        }
        space();
        if (peek() == ',') {
          at++;
          space();
        } else if (peek() != '}') {
          throw expected("',' or '}' after a label");
        }
      }
      at++;
    }

    private String plain() {
      int start = at;
      while (at < line.length() && isOfName(line.charAt(at), at == start)) {
        at++;
      }
      if (at == start) {
        throw expected("a name");
      }
      return line.substring(start, at);
    }

    private static boolean isOfName(char c, boolean first) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || c == '_'
          || c == ':'
          || (!first && c >= '0' && c <= '9');
    }

    private String quoted() {
      if (peek() != '"') {
        throw expected("a text in double quotes");
      }
      StringBuilder text = new StringBuilder();
      for (at++; at < line.length(); at++) {
        char c = line.charAt(at);
        if (c == '"') {
          at++;
          return text.toString();
        }
        if (c == '\\' && at + 1 < line.length()) {
          at++;
          char escaped = line.charAt(at);
          switch (escaped) {
            case 'n' -> text.append('\n');
            case '"', '\\' -> text.append(escaped);
            default -> text.append('\\').append(escaped);
          }
        } else {
          text.append(c);
        }
      }
      throw expected("the end of a text in double quotes");
    }

    private String word() {
      int start = at;
      while (at < line.length() && line.charAt(at) != ' ' && line.charAt(at) != '\t') {
        at++;
      }
      return line.substring(start, at);
    }

    private static double number(String word, String what) {
      return switch (word) {
        case "NaN" -> Double.NaN;
        case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
        case "-Inf" -> Double.NEGATIVE_INFINITY;
        default -> {
          // Java also accepts "1d", "0x1p3" and "Infinity", which are invalid here.
          if (word.isEmpty() || !word.chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0)) {
            throw expected(what);
          }
          try {
            yield Double.parseDouble(word);
          } catch (NumberFormatException _) {
            throw expected(what);
          }
        }
      };
    }

    private void space() {
      while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
        at++;
      }
    }

    /** The next character, 0 at the end. */
    private char peek() {
      return at < line.length() ? line.charAt(at) : '\0';
    }

    private static IllegalArgumentException expected(String what) {
      return new IllegalArgumentException(what);
    }
  }
}
