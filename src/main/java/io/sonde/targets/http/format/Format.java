package io.sonde.targets.http.format;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.sonde.targets.Re2;
import io.sonde.targets.http.json.JsonPaths;
import java.util.Optional;
import java.util.Set;

/** The format of an answer in the configuration. Immutable; compares by value. */
public sealed interface Format {
  /** The default header {@code Accept} of a request. */
  String accept();

  /** The problem with a field, as "expected …, found …"; empty when rows can have such a field. */
  default Optional<String> fieldProblem(String field) {
    return Optional.empty();
  }

  private static String problem(PatternSyntaxException e) {
    return "expected a regular expression, found one with " + e.getDescription();
  }

  /** A format whose rows are nodes of JSON documents. */
  sealed interface JsonNodes extends Format {
    /** A JSONPath to the rows in each document. */
    String rows();

    @Override
    default String accept() {
      return "application/json, */*;q=0.5";
    }

    @Override
    default Optional<String> fieldProblem(String field) {
      return JsonPaths.fieldProblem(field);
    }
  }

  /**
   * By the header {@code Content-Type}; JSON by default.
   *
   * @param rows as of {@link Json}
   */
  record ByContentType(String rows) implements JsonNodes {}

  /**
   * One JSON document.
   *
   * @param rows a JSONPath to the nodes that are rows
   */
  record Json(String rows) implements JsonNodes {}

  /**
   * A JSON document on each line.
   *
   * @param rows a JSONPath to the rows in each document
   */
  record Ndjson(String rows) implements JsonNodes {
    @Override
    public String accept() {
      return "application/x-ndjson, application/json;q=0.9, */*;q=0.5";
    }
  }

  /** A header with the names of the columns, and a row on each line. */
  record Csv(char separator) implements Format {
    @Override
    public String accept() {
      return "text/csv, */*;q=0.5";
    }
  }

  /**
   * Any text.
   *
   * @param pattern a regular expression whose matches are rows, with their named groups as fields
   */
  record Text(String pattern) implements Format {
    @Override
    public String accept() {
      return "text/plain, */*;q=0.5";
    }

    /** What is wrong with a pattern, as "expected …, found …". */
    public static Optional<String> patternProblem(String pattern) {
      try {
        return compiled(pattern).namedGroups().isEmpty()
            ? Optional.of("expected named groups, as in (?<name>[a-z]+), found none")
            : Optional.empty();
      } catch (PatternSyntaxException e) {
        return Optional.of(problem(e));
      }
    }

    static Pattern compiled(String pattern) {
      return Re2.compile(pattern, Pattern.MULTILINE);
    }

    @Override
    public Optional<String> fieldProblem(String field) {
      Set<String> groups;
      try {
        groups = compiled(pattern).namedGroups().keySet();
      } catch (PatternSyntaxException e) {
        return Optional.empty(); // reported by patternProblem
      }
      return groups.isEmpty() || groups.contains(field) // no groups: reported by patternProblem
          ? Optional.empty()
          : Optional.of(
              "expected a group of the pattern, one of %s, found '%s'"
                  .formatted(String.join(", ", groups.stream().sorted().toList()), field));
    }
  }

  /**
   * The exposition of another exporter.
   *
   * @param names a regular expression that matches the whole name of each sample that is a row
   */
  record Prometheus(String names) implements Format {
    private static final Set<String> OWN = Set.of("$name", "$value", "$type", "$timestamp");

    /** What is wrong with {@link #names}, as "expected …, found …". */
    public static Optional<String> namesProblem(String names) {
      try {
        var _ = Re2.compile(names);
        return Optional.empty();
      } catch (PatternSyntaxException e) {
        return Optional.of(problem(e));
      }
    }

    @Override
    public String accept() {
      return "text/plain;version=0.0.4, application/openmetrics-text;version=1.0.0;q=0.8,"
          + " */*;q=0.1";
    }

    @Override
    public Optional<String> fieldProblem(String field) {
      return !field.startsWith("$") || OWN.contains(field)
          ? Optional.empty()
          : Optional.of(
              "expected a label, the name of a sample, or one of $name, $value, $type, $timestamp,"
                  + " found '%s'".formatted(field));
    }
  }
}
