package io.sonde.targets.http.config;

import io.sonde.yaml.Key;
import io.sonde.yaml.Problems;
import io.sonde.yaml.Section;
import io.sonde.yaml.Value;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which headers a configuration may set. Stateless. */
final class HttpHeaderNames {
  /** What the client of the JDK sends: the printable characters of Latin-1, and tabs. */
  private static final Pattern VALUE = Pattern.compile("[\\t -~\\x80-\\xFF]*");

  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  /** Headers that the HTTP client sets itself. */
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

  /** Adds problems for values that cannot be sent. They are not shown, since they may be secret. */
  static void checkValues(@Nullable Map<String, Value> headers) {
    if (headers != null) {
      for (Value value : headers.values()) {
        if (!VALUE.matcher(value.text()).matches()) {
          value.problem("expected the value of a header: characters of Latin-1, on one line");
        }
      }
    }
  }
}
