package io.sonde.targets.http;

import io.sonde.targets.http.json.JsonPaths;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;

/** The keys of a collector that reads HTTP APIs. */
final class HttpQueryKeys {
  private static final Pattern METHOD = Pattern.compile("[A-Z]{3,10}");

  private static final Key<String> GET =
      Key.of(
              "get",
              Types.TEXT,
              "A path that is asked with GET, appended to the `url` of the target. It may have a"
                  + " query.")
          .required("a path")
          .asSecret()
          .asAlternative();
  private static final Key<String> PATH =
      Key.of("path", Types.TEXT, "A path that is asked with `method` and `body`.")
          .required("a path")
          .asSecret()
          .asAlternative();
  private static final Key<String> METHOD_KEY =
      Key.of("method", Types.TEXT, "The method for `path`.").otherwise("GET");
  private static final Key<String> BODY =
      Key.of("body", Types.TEXT, "What is sent with `path`.").asSecret();
  private static final Key<String> ROWS =
      Key.of(
              "rows",
              Types.TEXT,
              "A JSONPath to the nodes that are rows. The fields of a row are `a.b`, a JSONPath"
                  + " from `$`, `$key`, or `$parent.` and a field.")
          .otherwise("$");

  static final List<Key<?>> ALL = List.of(GET, PATH, METHOD_KEY, BODY, ROWS);

  private HttpQueryKeys() {}

  static HttpQueryConfig read(Section section) {
    boolean get = section.has(GET);
    String path = path(section, get ? GET : PATH);
    boolean _ = section.has(get ? PATH : GET);
    String method = section.get(METHOD_KEY);
    String body = section.find(BODY);
    if (get) {
      none(section, METHOD_KEY);
      none(section, BODY);
    } else if (!METHOD.matcher(method).matches()) {
      section.expected(METHOD_KEY, "an HTTP method in capitals, such as POST");
    }
    String rows = section.get(ROWS);
    JsonPaths.rowsProblem(rows).ifPresent(problem -> section.problem(ROWS, problem));
    return new HttpQueryConfig(method, path, body, rows);
  }

  private static void none(Section section, Key<?> key) {
    if (section.has(key)) {
      section.expected(key, "path in place of get, since only path takes " + key.name());
    }
  }

  private static String path(Section section, Key<String> key) {
    String path = section.text(key);
    if (!path.isEmpty() && !path.startsWith("/")) {
      section.expected(key, "a path that begins with /");
    } else if (!isPartOfUri(path)) {
      section.expected(key, "a path with %-escapes for what is no letter of a URL");
    }
    return path;
  }

  private static boolean isPartOfUri(String path) {
    try {
      return new URI("http://host" + path).getRawFragment() == null;
    } catch (URISyntaxException _) {
      return false;
    }
  }
}
