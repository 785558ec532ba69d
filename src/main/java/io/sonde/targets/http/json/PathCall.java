package io.sonde.targets.http.json;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The first function call of a JSONPath: {@code $.a.sum($.b, 6)} calls {@code sum} on {@code $.a}.
 * Functions inside of filters are not included. Immutable.
 *
 * @param on the path before the call; {@code $} when the function has only its arguments
 * @param arguments the arguments as written
 * @param rest the text after the call
 */
record PathCall(String on, String name, List<String> arguments, String rest) {
  /** Quoted texts, regular expressions and escaped characters. */
  private static final Pattern QUOTED =
      Pattern.compile(
          "'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"|=~\\s*/(?:[^/\\\\]|\\\\.)*/|\\\\.");

  private static final Pattern CALL = Pattern.compile("\\.(\\w+)\\(");

  PathCall {
    arguments = List.copyOf(arguments);
  }

  /** The expression with its quoted parts masked, each character by an underscore. */
  static String masked(String expression) {
    return QUOTED
        .matcher(expression)
        .replaceAll(quoted -> Matcher.quoteReplacement("_".repeat(quoted.group().length())));
  }

  /** The first call of an expression whose brackets match; null when it has no call. */
  static @Nullable PathCall in(String expression) {
    String masked = masked(expression);
    Matcher call = CALL.matcher(masked);
    while (call.find()) {
      if (depth(masked, call.start()) == 0) {
        int end = end(masked, call.end());
        return new PathCall(
            expression.substring(0, call.start()),
            call.group(1),
            arguments(expression, masked, call.end(), end),
            end < expression.length() ? expression.substring(end + 1) : "");
      }
    }
    return null;
  }

  private static int depth(String masked, int at) {
    int depth = 0;
    for (int i = 0; i < at; i++) {
      depth += step(masked.charAt(i));
    }
    return depth;
  }

  /** The index of the bracket that closes the one before an index. */
  private static int end(String masked, int from) {
    int depth = 1;
    for (int i = from; i < masked.length(); i++) {
      depth += step(masked.charAt(i));
      if (depth == 0) {
        return i;
      }
    }
    return masked.length();
  }

  private static List<String> arguments(String expression, String masked, int from, int end) {
    List<String> arguments = new ArrayList<>();
    int depth = 0;
    int start = from;
    for (int i = from; i < end; i++) {
      depth += step(masked.charAt(i));
      if (depth == 0 && masked.charAt(i) == ',') {
        arguments.add(expression.substring(start, i).strip());
        start = i + 1;
      }
    }
    String last = expression.substring(start, end).strip();
    if (!last.isEmpty() || !arguments.isEmpty()) {
      arguments.add(last);
    }
    return arguments;
  }

  private static int step(char c) {
    return switch (c) {
      case '(', '[', '{' -> 1;
      case ')', ']', '}' -> -1;
      default -> 0;
    };
  }
}
