package io.sonde.targets.http.config;

import io.sonde.targets.QueryConfig;
import io.sonde.targets.http.format.Format;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to an HTTP API, and the rows in its answer. Immutable.
 *
 * @param path appended to the base URL of the target; starts with a slash, may have a query
 * @param body sent with the request; null for none
 * @param headers sent with the request, beside those of the target
 * @param pages how further pages are found; null for a single page
 * @param parameters the values of each request, for {@code {name}} in path, headers and body; empty
 *     for one request without any
 */
public record HttpQueryConfig(
    String method,
    String path,
    @Nullable String body,
    Map<String, String> headers,
    Format format,
    @Nullable Pages pages,
    List<Map<String, String>> parameters)
    implements QueryConfig {
  public HttpQueryConfig {
    headers = Map.copyOf(headers);
    parameters = parameters.stream().map(Map::copyOf).toList();
  }

  /** A plain GET whose format is that of its {@code Content-Type}. */
  public static HttpQueryConfig get(String path, String rows) {
    return new HttpQueryConfig(
        "GET", path, null, Map.of(), new Format.ByContentType(rows), null, List.of());
  }

  @Override
  public String kind() {
    return HttpConfig.KIND;
  }

  /** How further pages are found. */
  public sealed interface Pages {
    /** The most pages of one read. */
    int max();

    /** The body has the next page at a JSONPath. */
    record Next(String path, int max) implements Pages {}

    /** The header Link has the next page. */
    record Link(int max) implements Pages {}

    /** A page number in the query, until a page has no rows. */
    record Numbered(String parameter, int from, int step, int max) implements Pages {}
  }
}
