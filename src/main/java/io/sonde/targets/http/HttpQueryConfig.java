package io.sonde.targets.http;

import io.sonde.targets.QueryConfig;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a JSON document. Immutable.
 *
 * @param path appended to the base URL of the target; starts with a slash, may have a query
 * @param body sent with the request; null for none
 * @param rows a JSONPath that selects the nodes; {@code $} takes the document as one row
 */
public record HttpQueryConfig(String method, String path, @Nullable String body, String rows)
    implements QueryConfig {
  @Override
  public String kind() {
    return HttpConfig.KIND;
  }
}
