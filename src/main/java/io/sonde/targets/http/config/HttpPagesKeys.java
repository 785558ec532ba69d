package io.sonde.targets.http.config;

import io.sonde.targets.http.config.HttpQueryConfig.Pages;
import io.sonde.targets.http.format.Format;
import io.sonde.targets.http.json.JsonPaths;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The key {@code pages} of a collector that reads HTTP APIs. */
final class HttpPagesKeys {
  private static final Key<String> NEXT =
      Key.of(
          "next",
          Types.TEXT,
          "A JSONPath to the URL or path of the next page, or `link` for the header `Link`.");
  private static final Key<String> PARAMETER =
      Key.of(
          "parameter",
          Types.TEXT,
          "A parameter of the query that takes the number of the page, until a page has no rows.");
  private static final Key<Integer> FROM =
      Key.of("from", Types.integer(0, 1_000_000), "The first number for `parameter`.")
          .otherwise("1");
  private static final Key<Integer> STEP =
      Key.of(
              "step",
              Types.integer(1, 1_000_000),
              "The number that is added for each page; more than 1 when `parameter` is an offset.")
          .otherwise("1");
  private static final Key<Integer> MAX =
      Key.of(
              "max",
              Types.integer(1, 10_000),
              "The maximum number of pages; a read with more pages fails.")
          .otherwise("100");

  static final Key<Section> PAGES =
      Key.of(
          "pages",
          Types.section(List.of(NEXT, PARAMETER, FROM, STEP, MAX)),
          "How further pages are found. All pages are one read, on the same host, with one timeout"
              + " and one `max-body`.");

  private HttpPagesKeys() {}

  /**
   * The pages of an answer; null for one page.
   *
   * @param path the path of the first page
   */
  static @Nullable Pages read(Section collector, String path, Format format) {
    Section section = collector.find(PAGES);
    if (section == null) {
      return null;
    }
    String next = section.find(NEXT);
    String parameter = section.find(PARAMETER);
    int from = section.get(FROM);
    int step = section.get(STEP);
    int max = section.get(MAX);
    if (next == null) {
      if (parameter == null) {
        section.problem("expected one of next, parameter, found none");
        return null;
      }
      if (parameter.isEmpty()) {
        section.expected(PARAMETER, "the name of a parameter");
      } else if (path.contains("?" + parameter + "=") || path.contains("&" + parameter + "=")) {
        section.expected(PARAMETER, "a parameter that the path does not have");
      }
      return new Pages.Numbered(parameter, from, step, max);
    }
    if (parameter != null) {
      section.problem("expected one of next, parameter, found next and parameter");
      return null;
    }
    for (Key<?> key : List.of(FROM, STEP)) {
      if (section.has(key)) {
        section.problem(key, "expected parameter with it, found next");
      }
    }
    if (next.equals("link")) {
      return new Pages.Link(max);
    }
    JsonPaths.valueProblem(next).ifPresent(problem -> section.problem(NEXT, problem));
    if (!(format instanceof Format.Json || format instanceof Format.ByContentType)) {
      section.problem(NEXT, "expected link, since only JSON can have the address of the next page");
    }
    return new Pages.Next(next, max);
  }
}
