package io.sonde.targets.http;

import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Says what is wrong with the JSONPath expressions of a configuration, before anything is read.
 *
 * <p>Stateless.
 */
public final class JsonPaths {
  private static final String KEY = "$key";
  private static final String PARENT = "$parent";

  /** Texts and regular expressions, and whatever is escaped. */
  private static final Pattern QUOTED =
      Pattern.compile(
          "'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"|=~\\s*/(?:[^/\\\\]|\\\\.)*/|\\\\.");

  private static final Pattern CALL = Pattern.compile("\\.(\\w+)\\(");
  private static final Set<String> FUNCTIONS =
      Set.of(
          "min", "max", "avg", "stddev", "sum", "length", "size", "keys", "concat", "append",
          "first", "last", "index");

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
    // What json-path takes, though it makes nothing of it.
    String unquoted = QUOTED.matcher(expression).replaceAll("");
    if (!isBalanced(unquoted)) {
      return Optional.of("brackets or quotes do not match");
    }
    return CALL.matcher(unquoted)
        .results()
        .map(call -> call.group(1))
        .filter(name -> !FUNCTIONS.contains(name))
        .map(name -> "there is no function '%s'".formatted(name))
        .findFirst();
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
}
