package io.sonde.targets.http;

import io.sonde.targets.http.config.HttpQueryConfig;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code {name}} by the values of parameters, escaped for the part of the request in which
 * they are used. Other braces stay as they are. Stateless.
 */
final class Placeholders {
  private Placeholders() {}

  /** The request of a collector with these values. */
  static HttpQueryConfig filled(HttpQueryConfig query, Map<String, String> values) {
    if (values.isEmpty()) {
      return query;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    query
        .headers()
        .forEach(
            (name, value) -> headers.put(name, filled(value, values, UnaryOperator.identity())));
    String body = query.body();
    return new HttpQueryConfig(
        query.method(),
        filled(query.path(), values, Placeholders::ofPath),
        body == null ? null : filled(body, values, ofBody(query.headers())),
        headers,
        query.format(),
        query.pages(),
        query.parameters());
  }

  private static String filled(
      String text, Map<String, String> values, UnaryOperator<String> escape) {
    StringBuilder filled = new StringBuilder();
    int from = 0;
    for (int at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
      int end = text.indexOf('}', at);
      String value = end < 0 ? null : values.get(text.substring(at + 1, end));
      if (value != null) {
        filled.append(text, from, at).append(escape.apply(value));
        from = end + 1;
        at = end;
      }
    }
    return filled.append(text, from, text.length()).toString();
  }

  /** A segment of a path, or a value of a query. */
  static String ofPath(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
  }

  private static UnaryOperator<String> ofBody(Map<String, String> headers) {
    @Nullable String type =
        headers.entrySet().stream()
            .filter(header -> header.getKey().equalsIgnoreCase("Content-Type"))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(null);
    String name = type == null ? "json" : type.toLowerCase(Locale.ROOT);
    if (name.contains("json")) {
      return Placeholders::ofJson;
    }
    if (name.contains("x-www-form-urlencoded")) {
      return Placeholders::ofPath;
    }
    return name.contains("xml") ? Placeholders::ofXml : UnaryOperator.identity();
  }

  /** Inside of a text in double quotes. */
  private static String ofJson(String value) {
    StringBuilder json = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        default -> {
          if (c < ' ') {
            json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.toString();
  }

  private static String ofXml(String value) {
    return value
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&apos;");
  }
}
