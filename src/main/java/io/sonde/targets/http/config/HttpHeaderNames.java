package io.sonde.targets.http.config;

import io.sonde.yaml.Key;
import io.sonde.yaml.Problems;
import io.sonde.yaml.Section;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which headers a configuration may set. Stateless. */
final class HttpHeaderNames {
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** What the client that sends the requests sets itself. */
  private static final List<String> RESERVED =
      List.of("accept-encoding", "connection", "content-length", "expect", "host", "upgrade");

  private HttpHeaderNames() {}

  /** Adds a problem for a header that cannot be set. */
  static void check(Section section, Key<?> key, String name) {
    if (!NAME.matcher(name).matches() || RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      section.problem(
          key,
          "expected names of headers other than "
              + String.join(", ", RESERVED)
              + ", found '"
              + Problems.shown(name)
              + "'");
    }
  }
}
