package io.sonde.web.protection;

import io.sonde.web.protection.WebConfig.RateLimit;
import io.sonde.yaml.ConfigException;
import io.sonde.yaml.Key;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Place;
import io.sonde.yaml.Problems;
import io.sonde.yaml.Section;
import io.sonde.yaml.Type;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import io.sonde.yaml.YamlTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
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

  private static final Key<Section> TLS =
      Key.of("tls_server_config", Types.section(TlsReader.KEYS), "TLS of every listener.");

  private static final Key<Boolean> HTTP2 =
      Key.of("http2", Types.BOOL, "Accepted and ignored: Sonde has HTTP/1.1 only.")
          .otherwise("true");
  private static final Key<Map<String, Value>> HEADERS_KEY =
      Key.of(
          "headers",
          Types.textMap("map of headers to values", "a map of headers to values"),
          "Headers that are added to each answer.");
  private static final Key<Section> HTTP =
      Key.of(
          "http_server_config",
          Types.section(List.of(HTTP2, HEADERS_KEY)),
          "HTTP of every listener.");

  /** Secret, since passwords end up here by mistake, and in the names when a space is missing. */
  private static final Key<Map<String, Value>> USERS =
      Key.of(
              "basic_auth_users",
              Types.textMap("map of user names to hashes", "a map of user names to bcrypt hashes"),
              "The users, with the bcrypt hashes of their passwords.")
          .asSecret();

  private static final Key<Duration> INTERVAL =
      Key.of("interval", new Interval(), "The time in which one request is earned.").otherwise("0");
  private static final Key<Integer> BURST =
      Key.of("burst", Types.integer(0, 1_000_000), "The most requests that can be earned.")
          .otherwise("0");
  private static final Key<Section> RATE_LIMIT =
      Key.of("rate_limit", Types.section(List.of(INTERVAL, BURST)), "A bound of requests.");

  private static final Key<List<Value>> EXEMPT =
      Key.of(
          "exempt",
          Types.texts("list with `health`", "a list with health"),
          "Endpoints that need no user and have no rate limit.");

  private static final List<Key<?>> KEYS = List.of(TLS, HTTP, USERS, RATE_LIMIT, EXEMPT);

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
      tree = YamlTree.compose(file.toString(), text(), problems);
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
    Section root = Section.root(tree, KEYS, file.resolveSibling(""), problems);
    WebConfig.Tls tls = TlsReader.read(root.find(TLS));
    Section http = root.find(HTTP);
    boolean http2 = http == null || http.get(HTTP2);
    Map<String, String> headers = http == null ? Map.of() : headers(http);
    Map<String, String> users = users(root);
    RateLimit limit = rateLimit(root.find(RATE_LIMIT));
    boolean exempt = isHealthExempt(root);
    root.end();
    problems.throwIfAny();
    return new WebConfig(tls, http2, headers, users, limit, exempt);
  }

  /** A device, such as {@code /dev/zero}, has a size of 0 and no end. */
  private String text() throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length > MOST_BYTES) {
      throw new IOException("larger than 1 MiB");
    }
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static String reason(IOException e) {
    return String.valueOf(e.getMessage());
  }

  private static Map<String, String> headers(Section http) {
    Map<String, String> headers = new LinkedHashMap<>();
    Map<String, Value> written = http.find(HEADERS_KEY);
    for (var header : written == null ? Set.<Map.Entry<String, Value>>of() : written.entrySet()) {
      String name = header.getKey();
      Value value = header.getValue();
      Set<String> values = HEADERS.get(name);
      if (values == null) {
        value.problem(
            "expected one of %s, found '%s'".formatted(String.join(", ", HEADERS.keySet()), name));
      } else if (!values.isEmpty() && !values.contains(value.text())) {
        value.expected(String.join(" or ", values.stream().sorted().toList()));
      } else if (!value.text().chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
        value.problem("expected one line of ASCII characters");
      } else {
        headers.put(name, value.text());
      }
    }
    return headers;
  }

  private static Map<String, String> users(Section root) {
    Map<String, String> users = new LinkedHashMap<>();
    Map<String, Value> written = root.find(USERS);
    for (var entry : written == null ? Set.<Map.Entry<String, Value>>of() : written.entrySet()) {
      String user = entry.getKey();
      Value value = entry.getValue();
      var hash = HASH.matcher(value.text());
      if (!hash.matches()) {
        value.problem("expected a bcrypt hash, which begins with $2a$, $2b$ or $2y$");
      } else if (Integer.parseInt(hash.group(1)) < LEAST_COST
          || Integer.parseInt(hash.group(1)) > MOST_COST) {
        value.problem("expected a bcrypt hash with a cost from 4 to 31, found " + hash.group(1));
      } else if (user.contains(":")) {
        value.problem("expected a user name without a colon");
      } else {
        users.put(user, value.text());
      }
    }
    return users;
  }

  private static @Nullable RateLimit rateLimit(@Nullable Section section) {
    if (section == null) {
      return null;
    }
    Duration interval = section.get(INTERVAL);
    int burst = section.get(BURST);
    if (!interval.isZero() && burst == 0) {
      section.problem(BURST, "expected at least 1, since nothing would be answered with 0");
    }
    return interval.isZero() || burst == 0 ? null : new RateLimit(interval, burst);
  }

  private static boolean isHealthExempt(Section root) {
    List<Value> endpoints = root.find(EXEMPT);
    boolean exempt = false;
    for (Value endpoint : endpoints == null ? List.<Value>of() : endpoints) {
      if (endpoint.text().equals("health")) {
        exempt = true;
      } else {
        endpoint.expected("health");
      }
    }
    return exempt;
  }

  /** A duration, or {@code 0}, which exporter-toolkit takes without a unit. */
  private record Interval() implements Type<Duration> {
    private static final Type<Duration> DURATION =
        Types.duration(Duration.ZERO, Duration.ofDays(1));

    @Override
    public String words() {
      return DURATION.words();
    }

    @Override
    public Map<String, Object> schema() {
      return DURATION.schema();
    }

    @Override
    public @Nullable Duration read(Value value) {
      return value.isText() && value.text().equals("0") ? Duration.ZERO : DURATION.read(value);
    }
  }
}
