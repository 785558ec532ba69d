package io.sonde.targets.http.json;

import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks the JSONPath expressions of a configuration.
 *
 * <p>Stateless.
 */
public final class JsonPaths {
  private static final String KEY = "$key";
  private static final String PARENT = "$parent";

  private static final Set<String> FUNCTIONS =
      Set.of(
          "min", "max", "avg", "stddev", "sum", "length", "size", "concat", "first", "last",
          "index");

  private static final Pattern SCALAR =
      Pattern.compile(
          "true|false|null|-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?"
              + "|\"(?:[^\"\\\\\\p{Cntrl}]|\\\\(?:[\"\\\\/bfnrt]|u[0-9a-fA-F]{4}))*\"");

  private JsonPaths() {}

  /**
   * What is wrong with {@code rows} of an HTTP collector, as "expected …, found …"; empty when it
   * can select nodes.
   */
  public static Optional<String> rowsProblem(String rows) {
    Optional<String> problem = expressionProblem(rows);
    return problem.isEmpty() && rows.stripTrailing().endsWith(")")
        ? Optional.of(
            "expected a JSONPath that selects nodes, found the function '%s'".formatted(rows))
        : problem;
  }

  /**
   * What is wrong with a field of an HTTP collector, as "expected …, found …"; empty when it can be
   * read. Fields are {@code a.b}, a JSONPath from {@code $}, {@code $key}, and {@code $parent}
   * followed by a dot and another field.
   */
  public static Optional<String> fieldProblem(String field) {
    if (field.equals(KEY)) {
      return Optional.empty();
    }
    if (field.startsWith(PARENT + ".")) {
      return fieldProblem(field.substring(PARENT.length() + 1));
    }
    if (field.equals(PARENT)) {
      return Optional.of("expected a field of the parent, as in '$parent.name', found '$parent'");
    }
    if (field.startsWith("$")) {
      return expressionProblem(field);
    }
    return field.isEmpty() || field.startsWith(".") || field.endsWith(".") || field.contains("..")
        ? Optional.of(
            "expected a field, as in 'a.b', or a JSONPath from '$', found '%s'".formatted(field))
        : Optional.empty();
  }

  /**
   * What is wrong with the JSONPath of a single value, as "expected …, found …"; empty when it can
   * be read.
   */
  public static Optional<String> valueProblem(String path) {
    return expressionProblem(path);
  }

  private static Optional<String> expressionProblem(String expression) {
    if (!expression.startsWith("$")) {
      return Optional.of(
          "expected a JSONPath that begins with $, found '%s'".formatted(expression));
    }
    return compileProblem(expression)
        .map(problem -> "expected a JSONPath, found '%s': %s".formatted(expression, problem));
  }

  private static Optional<String> compileProblem(String expression) {
    try {
      var _ = JsonPath.compile(expression);
    } catch (InvalidPathException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    // Expressions that json-path accepts and ignores or misinterprets.
    if (!isBalanced(PathCall.masked(expression))) {
      return Optional.of("brackets or quotes do not match");
    }
    PathCall call = PathCall.in(expression);
    return call == null ? Optional.empty() : callProblem(call);
  }

  private static Optional<String> callProblem(PathCall call) {
    if (!FUNCTIONS.contains(call.name())) {
      return Optional.of("there is no function '%s'".formatted(call.name()));
    }
    if (!call.rest().isBlank()) {
      return Optional.of("nothing can follow the function %s()".formatted(call.name()));
    }
    return call.arguments().stream().flatMap(one -> argumentProblem(one).stream()).findFirst();
  }

  private static Optional<String> argumentProblem(String argument) {
    return argument.startsWith("$")
        ? compileProblem(argument)
        : SCALAR.matcher(argument).matches()
            ? Optional.empty()
            : Optional.of(
                "expected arguments that are numbers, texts in double quotes or paths, found "
                    + (argument.isEmpty() ? "nothing" : argument));
  }

  private static boolean isBalanced(String unquoted) {
    Deque<Character> open = new ArrayDeque<>();
    for (int i = 0; i < unquoted.length(); i++) {
      char c = unquoted.charAt(i);
      switch (c) {
        case '\'', '"' -> {
          return false;
        }
        case '[' -> open.push(']');
        case '(' -> open.push(')');
        case ']', ')' -> {
          if (open.isEmpty() || open.pop() != c) {
            return false;
          }
        }
        default -> {}
      }
    }
    return open.isEmpty();
  }

  /** The step of a path that leads to a key of an object: {@code .a}, or {@code ['a b']}. */
  static String step(String key) {
    return key.matches("[\\p{L}\\d_-]+")
        ? "." + key
        : "['" + key.replace("\\", "\\\\").replace("'", "\\'") + "']";
  }
}
