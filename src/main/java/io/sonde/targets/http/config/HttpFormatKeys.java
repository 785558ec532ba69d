package io.sonde.targets.http.config;

import io.sonde.targets.http.format.Format;
import io.sonde.targets.http.json.JsonPaths;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of a collector for the format of an answer and its rows. */
final class HttpFormatKeys {
  private static final Key<FormatName> FORMAT =
      Key.of(
              "format",
              Types.choice(FormatName.values()),
              "The format of the answer. `ndjson`: a JSON document on each line. `csv`: the"
                  + " first line names the fields. `text`: each match of `pattern` is a row."
                  + " `prometheus`: another exporter's text; each sample is a row with its labels,"
                  + " `$name`, `$value`, `$type`, `$timestamp`, and its value under its name.")
          .otherwiseAs("that of `Content-Type`, else `json`");
  private static final Key<String> ROWS =
      Key.of(
              "rows",
              Types.TEXT,
              "For JSON a JSONPath to the nodes that are rows. The fields of a row are `a.b`, a"
                  + " JSONPath from `$`, `$key`, or `$parent.` and a field. For `prometheus` a"
                  + " regular expression that matches the whole name of a sample.")
          .otherwiseAs("the whole document, every sample");
  private static final Key<String> PATTERN =
      Key.of(
          "pattern",
          Types.TEXT,
          "For `text`, a regular expression (RE2) with named groups, which are the fields: `^load"
              + " (?<load>[0-9.]+)$`. `^` and `$` match at each line.");
  private static final Key<String> SEPARATOR =
      Key.of("separator", Types.TEXT, "For `csv`, the character between values: `;`, or `tab`.")
          .otherwise(",");

  static final List<Key<?>> ALL = List.of(FORMAT, ROWS, PATTERN, SEPARATOR);

  private HttpFormatKeys() {}

  private enum FormatName {
    JSON,
    NDJSON,
    CSV,
    TEXT,
    PROMETHEUS
  }

  static Format read(Section section) {
    FormatName name = section.find(FORMAT);
    String rows = section.find(ROWS);
    String pattern = section.find(PATTERN);
    String separator = section.get(SEPARATOR);
    only(section, PATTERN, name, FormatName.TEXT);
    only(section, SEPARATOR, name, FormatName.CSV);
    if (name == null) {
      return new Format.ByContentType(jsonRows(section, rows));
    }
    return switch (name) {
      case JSON -> new Format.Json(jsonRows(section, rows));
      case NDJSON -> new Format.Ndjson(jsonRows(section, rows));
      case CSV -> {
        noRows(section, name);
        yield new Format.Csv(separator(section, separator));
      }
      case TEXT -> {
        noRows(section, name);
        yield new Format.Text(pattern(section, pattern));
      }
      case PROMETHEUS -> {
        String names = rows == null ? ".*" : rows;
        Format.Prometheus.namesProblem(names).ifPresent(p -> section.problem(ROWS, p));
        yield new Format.Prometheus(names);
      }
    };
  }

  private static String jsonRows(Section section, @Nullable String rows) {
    String path = rows == null ? "$" : rows;
    JsonPaths.rowsProblem(path).ifPresent(problem -> section.problem(ROWS, problem));
    return path;
  }

  private static String pattern(Section section, @Nullable String pattern) {
    if (pattern == null) {
      section.expected(PATTERN, "a regular expression for the format text");
      return "";
    }
    Format.Text.patternProblem(pattern).ifPresent(p -> section.problem(PATTERN, p));
    return pattern;
  }

  private static char separator(Section section, String separator) {
    if (separator.equals("tab")) {
      return '\t';
    }
    if (separator.length() == 1 && "\"\r\n".indexOf(separator.charAt(0)) < 0) {
      return separator.charAt(0);
    }
    section.expected(SEPARATOR, "one character other than a quote, or tab");
    return ',';
  }

  private static void noRows(Section section, FormatName name) {
    if (section.has(ROWS)) {
      section.problem(
          ROWS,
          "expected none for the format %s, whose rows are %s"
              .formatted(
                  name == FormatName.CSV ? "csv" : "text",
                  name == FormatName.CSV ? "its lines" : "the matches of pattern"));
    }
  }

  private static void only(
      Section section, Key<?> key, @Nullable FormatName name, FormatName wanted) {
    if (name != wanted && section.has(key)) {
      section.problem(
          key,
          "expected format: %s with it, found another format"
              .formatted(wanted == FormatName.CSV ? "csv" : "text"));
    }
  }
}
