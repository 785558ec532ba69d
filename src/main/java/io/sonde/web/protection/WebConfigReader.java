package io.sonde.web.protection;

import io.sonde.web.protection.WebConfig.RateLimit;
import io.sonde.yaml.ConfigException;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Place;
import io.sonde.yaml.PlainSection;
import io.sonde.yaml.Problems;
import io.sonde.yaml.YamlTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the file that Prometheus' exporter-toolkit calls the web configuration, with all its
 * problems at once. Paths are relative to the file. {@code exempt} is Sonde's own key.
 */
final class WebConfigReader {
  /** Headers that may be set, each to the values that it takes; empty for any. */
  private static final Map<String, Set<String>> HEADERS = headers();

  private static final Pattern HASH = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");
  private static final int LEAST_COST = 4;
  private static final int MOST_COST = 31;
  private static final int MOST_BYTES = 1 << 20;

  private final Path file;
  private final Problems problems = new Problems();

  private WebConfigReader(Path file) {
    this.file = file;
  }

  private static Map<String, Set<String>> headers() {
    Map<String, Set<String>> headers = new LinkedHashMap<>();
    headers.put("Content-Security-Policy", Set.of());
    headers.put("Strict-Transport-Security", Set.of());
    headers.put("X-Content-Type-Options", Set.of("nosniff"));
    headers.put("X-Frame-Options", Set.of("deny", "sameorigin"));
    headers.put("X-XSS-Protection", Set.of());
    return headers;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException with every problem
   */
  static WebConfig read(Path file) throws ConfigException {
    return new WebConfigReader(file).read();
  }

  private WebConfig read() throws ConfigException {
    Fields tree = new Fields(Map.of(), Place.of(file.toString()));
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException("larger than 1 MiB");
      }
      tree = YamlTree.compose(file.toString(), Files.readString(file), problems);
    } catch (NoSuchFileException e) {
      problems.add(
          Place.of(file.toString()), "", "expected a web configuration, found no such file");
    } catch (IOException e) {
      problems.add(
          Place.of(file.toString()),
          "",
          "expected a web configuration, cannot read it: " + reason(e));
    }
    problems.throwIfAny();
    PlainSection root = new PlainSection(tree, "", problems);
    WebConfig.Tls tls = TlsReader.read(root.section("tls_server_config"), file, problems);
    PlainSection http = root.section("http_server_config");
    boolean http2 = http == null || http.bool("http2", true);
    Map<String, String> headers = http == null ? Map.of() : headers(http);
    if (http != null) {
      http.end();
    }
    Map<String, String> users = users(root);
    RateLimit limit = rateLimit(root.section("rate_limit"));
    boolean exempt = false;
    for (var text : root.texts("exempt", "a list with health")) {
      if (text.text().equals("health")) {
        exempt = true;
      } else {
        problems.expected(text, "exempt", "health");
      }
    }
    root.end();
    problems.throwIfAny();
    return new WebConfig(tls, http2, headers, users, limit, exempt);
  }

  private static String reason(IOException e) {
    return String.valueOf(e.getMessage());
  }

  private Map<String, String> headers(PlainSection http) {
    Map<String, String> headers = new LinkedHashMap<>();
    http.textMap("headers", "a map of headers to values")
        .forEach((name, text) -> {
          String path = http.pathOf("headers") + "." + name;
          Set<String> values = HEADERS.get(name);
          if (values == null) {
            problems.add(
                text.place(),
                path,
                "expected one of "
                    + String.join(", ", HEADERS.keySet())
                    + ", found '"
                    + name
                    + "'");
          } else if (!values.isEmpty() && !values.contains(text.text())) {
            problems.expected(text, path, String.join(" or ", values.stream().sorted().toList()));
          } else if (!text.text().chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            problems.add(text.place(), path, "expected one line of ASCII characters");
          } else {
            headers.put(name, text.text());
          }
        });
    return headers;
  }

  private Map<String, String> users(PlainSection root) {
    Map<String, String> users = new LinkedHashMap<>();
    root.textMap("basic_auth_users", "a map of user names to bcrypt hashes")
        .forEach((user, text) -> {
          String path = "basic_auth_users." + user;
          var hash = HASH.matcher(text.text());
          // not what was found: it may be a password
          if (!hash.matches()) {
            problems.add(
                text.place(), path, "expected a bcrypt hash, which begins with $2a$, $2b$ or $2y$");
          } else if (Integer.parseInt(hash.group(1)) < LEAST_COST
              || Integer.parseInt(hash.group(1)) > MOST_COST) {
            problems.add(
                text.place(),
                path,
                "expected a bcrypt hash with a cost from 4 to 31, found " + hash.group(1));
          } else if (user.contains(":")) {
            problems.add(text.place(), path, "expected a user name without a colon");
          } else {
            users.put(user, text.text());
          }
        });
    return users;
  }

  private static @Nullable RateLimit rateLimit(@Nullable PlainSection section) {
    if (section == null) {
      return null;
    }
    Duration interval = Duration.ZERO;
    if (!"0".equals(section.text("interval"))) {
      interval = section.duration("interval", Duration.ZERO, Duration.ZERO, Duration.ofDays(1));
    }
    int burst = section.integer("burst", 0, 0, 1_000_000);
    if (!interval.isZero() && burst == 0) {
      section.problem("burst", "expected at least 1, since nothing would be answered with 0");
    }
    section.end();
    return interval.isZero() || burst == 0 ? null : new RateLimit(interval, burst);
  }
}
