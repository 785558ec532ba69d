package io.sonde.targets.http.config;

import io.sonde.targets.ParameterKeys;
import io.sonde.targets.http.format.Format;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys of a collector that reads HTTP APIs. */
public final class HttpQueryKeys {
  private static final Pattern METHOD = Pattern.compile("[A-Z]{3,10}");

  private static final Key<String> GET =
      Key.of(
              "get",
              Types.TEXT,
              "A path that is requested with GET, appended to the `url` of the target. It may have"
                  + " a query.")
          .required("a path")
          .asSecret()
          .asAlternative();
  private static final Key<String> PATH =
      Key.of("path", Types.TEXT, "A path that is requested with `method` and `body`.")
          .required("a path")
          .asSecret()
          .asAlternative();
  private static final Key<String> METHOD_KEY =
      Key.of("method", Types.TEXT, "The method for `path`.")
          .otherwiseAs("`GET`, and `POST` with a body");
  private static final Key<String> BODY =
      Key.of("body", Types.TEXT, "The body of the request to `path`.").asSecret();
  private static final Key<Map<String, Value>> HEADERS =
      Key.of(
              "headers",
              Types.textMap("map of names to texts", "a map of names to values"),
              "Headers of this request, beside those of the target.")
          .asSecret();

  /** All of them, in the order of the manual. */
  public static final List<Key<?>> ALL =
      Stream.of(
              List.<Key<?>>of(GET, PATH, METHOD_KEY, BODY, HEADERS),
              HttpFormatKeys.ALL,
              List.<Key<?>>of(HttpPagesKeys.PAGES, ParameterKeys.PARAMETERS))
          .<Key<?>>flatMap(List::stream)
          .toList();

  private HttpQueryKeys() {}

  /** Reads the query of a collector; adds problems to its section. */
  public static HttpQueryConfig read(Section section) {
    List<Map<String, String>> parameters = ParameterKeys.read(section);
    boolean get = section.has(GET);
    Key<String> key = get ? GET : PATH;
    String path = section.text(key);
    HttpUrls.check(section, key, path, plain(path, parameters));
    boolean _ = section.has(get ? PATH : GET);
    String method = section.find(METHOD_KEY);
    String body = section.find(BODY);
    if (get) {
      none(section, METHOD_KEY);
      none(section, BODY);
    } else if (method != null && !METHOD.matcher(method).matches()) {
      section.expected(METHOD_KEY, "an HTTP method in capitals, such as POST");
    }
    Format format = HttpFormatKeys.read(section);
    return new HttpQueryConfig(
        method != null && !get ? method : body == null || get ? "GET" : "POST",
        path,
        get ? null : body,
        headers(section),
        format,
        HttpPagesKeys.read(section, path, format),
        parameters);
  }

  private static String plain(String path, List<Map<String, String>> parameters) {
    String plain = path;
    if (!parameters.isEmpty()) {
      for (String name : parameters.getFirst().keySet()) {
        plain = plain.replace("{" + name + "}", "x");
      }
    }
    return plain;
  }

  private static void none(Section section, Key<?> key) {
    if (section.has(key)) {
      section.expected(key, "path in place of get, since only path takes " + key.name());
    }
  }

  private static Map<String, String> headers(Section section) {
    @Nullable Map<String, Value> written = section.find(HEADERS);
    Map<String, String> headers = new LinkedHashMap<>();
    if (written != null) {
      written.keySet().forEach(name -> HttpHeaderNames.check(section, HEADERS, name));
      written.forEach((name, value) -> headers.put(name, value.text()));
      HttpHeaderNames.checkValues(written);
    }
    return headers;
  }
}
