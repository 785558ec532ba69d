package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sonde.config.load.ConfigLoader.Option;
import io.sonde.config.load.ConfigSource;
import io.sonde.testing.Await;
import io.sonde.testing.CapturedLog;
import io.sonde.testing.Raw;
import io.sonde.testing.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets from lists, through a running Sonde with real lists and real targets. */
class DiscoveryTest {
  private static final String HEAD =
      """
      prefix: t
      simulation: {enabled: false}
      reload: {watch: false}
      collectors:
      """;

  private static final String SESSIONS =
      """
        - name: c
          every: 100ms
          timeout: 10s
          sql: SELECT SESSION_ID() AS n, DATABASE() AS db
          metrics: [{name: n, type: gauge, help: h., labels: {db: db}, value: n}]
      """;

  private static final String HOURLY =
      """
        - {name: h, get: /, every: 1h, metrics: [{name: h, type: gauge, help: h., value: $rows}]}
      """;

  @TempDir Path folder;

  private Sonde start(String collectors, String yaml) throws Exception {
    Path file = Files.writeString(folder.resolve("sonde.yaml"), HEAD + collectors + yaml);
    var options =
        Map.of(
            "server.host", new Option("--host", "127.0.0.1"),
            "server.port", new Option("--port", "0"));
    var source = new ConfigSource(Kinds.onClassPath().loader(Map.of(), Map.of()), file, options);
    return Sonde.start(source, source.load());
  }

  private static String scrape(Sonde sonde) throws IOException {
    return Raw.exchange(sonde.port(), Raw.get("/metrics"));
  }

  private static String until(Sonde sonde, Predicate<String> expected) throws Exception {
    return Await.until(() -> scrape(sonde), expected);
  }

  private static Predicate<String> has(String... lines) {
    return text -> IntStream.range(0, lines.length).allMatch(i -> text.contains(lines[i]));
  }

  /** The samples of a target, a line each. */
  private static Set<String> of(String scrape, String target) {
    return scrape
        .lines()
        .filter(line -> line.startsWith("t_n{") && line.contains("target=\"" + target + "\""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void list(String name, String text) throws IOException {
    Path next = Files.writeString(folder.resolve("next"), text);
    Files.move(next, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private static final String FILES =
      """
      discover:
        - name: files
          files: ['lists/*.json', one.yaml]
          target: {name: "{env}/{__address__}", jdbc: {url: "jdbc:h2:mem:{__address__}", username: sa}}
          collectors: [c]
          max-targets: 3
      """;

  @Test
  void filesAreFollowedAndTheLastGoodListStays() throws Exception {
    Files.createDirectory(folder.resolve("lists"));
    list("lists/a.json", "[{\"targets\": [\"d1\", \"d2\"], \"labels\": {\"env\": \"prod\"}}]");
    list("one.yaml", "- targets: [d3]\n  labels: {env: test}\n");
    try (var sonde = start(SESSIONS, FILES)) {
      String first =
          until(
              sonde,
              has(
                  "t_n{db=\"D1\",target=\"prod/d1\"} ",
                  "t_n{db=\"D2\",target=\"prod/d2\"}",
                  "t_n{db=\"D3\",target=\"test/d3\"}",
                  "sonde_discovery_targets{discovery=\"files\"} 3.0\n",
                  "sonde_discovery_up{discovery=\"files\"} 1.0\n",
                  "sonde_discovery_failures_total{discovery=\"files\"} 0.0\n"));

      list("lists/a.json", "[{\"targets\": [\"d1\", ");
      String broken = until(sonde, has("sonde_discovery_up{discovery=\"files\"} 0.0\n"));
      assertThat(of(broken, "prod/d2")).isEqualTo(of(first, "prod/d2")).isNotEmpty();

      list("lists/a.json", "[{\"targets\": [\"d1\"], \"labels\": {\"env\": \"prod\"}}]");
      String fewer =
          until(
              sonde,
              has(
                  "sonde_discovery_targets{discovery=\"files\"} 2.0\n",
                  "up{discovery=\"files\"} 1.0\n"));
      assertThat(fewer).doesNotContain("prod/d2");
      assertThat(of(fewer, "prod/d1")).as("the session stays").isEqualTo(of(first, "prod/d1"));

      list("one.yaml", "- targets: [e1, e2, e3]\n  labels: {env: test}\n");
      String many = until(sonde, has("sonde_discovery_up{discovery=\"files\"} 0.0\n"));
      assertThat(of(many, "test/d3")).isEqualTo(of(first, "test/d3"));

      Files.delete(folder.resolve("one.yaml"));
      list("lists/b.json", "[]");
      Files.delete(folder.resolve("lists/b.json"));
      assertThat(sonde.reload("the test")).isTrue();
      assertThat(of(scrape(sonde), "prod/d1")).isEqualTo(of(first, "prod/d1"));
    }
  }

  @Test
  void rowsOfATargetBecomeTargets() throws Exception {
    String main = "jdbc:h2:mem:discovery-main;DB_CLOSE_DELAY=-1";
    try (Connection connection = DriverManager.getConnection(main, "sa", "");
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE dbs (name VARCHAR, size INT)");
      statement.execute("INSERT INTO dbs VALUES ('r1', 1), ('r;2', 2), (NULL, 3)");
      try (var sonde =
          start(
              SESSIONS,
              """
              targets:
                - {name: main, jdbc: {url: 'jdbc:h2:mem:discovery-main', username: sa}}
              discover:
                - name: rows
                  every: 100ms
                  timeout: 10s
                  query: {target: main, sql: SELECT name AS "name" FROM dbs}
                  target: {name: "main/{name}", jdbc: {url: "jdbc:h2:mem:{name}", username: sa}}
                  collectors: [c]
              """)) {
        String first =
            until(
                sonde,
                has(
                    "t_n{db=\"R1\",target=\"main/r1\"} ",
                    "t_n{db=\"R%3B2\",target=\"main/r%3B2\"} ",
                    "sonde_discovery_targets{discovery=\"rows\"} 2.0\n",
                    "sonde_discovery_up{discovery=\"rows\"} 0.0\n"));
        statement.execute("DELETE FROM dbs WHERE name IS NULL OR size = 2");
        statement.execute("INSERT INTO dbs VALUES ('r4', 4)");
        String second =
            until(
                sonde, has("target=\"main/r4\"} ", "sonde_discovery_up{discovery=\"rows\"} 1.0\n"));
        assertThat(second).doesNotContain("main/r%3B2");
        assertThat(of(second, "main/r1")).isEqualTo(of(first, "main/r1"));
        statement.execute("DROP TABLE dbs");
        String gone = until(sonde, has("sonde_discovery_up{discovery=\"rows\"} 0.0\n"));
        assertThat(of(gone, "main/r1")).isEqualTo(of(first, "main/r1"));
      }
      statement.execute("SHUTDOWN");
    }
  }

  @Test
  void aServerGivesAThousandTargetsAndTakesThemBack() throws Exception {
    String all =
        "[{\"labels\": {\"url\": \"jdbc:h2:mem:h1\\/\"}, \"targets\": ["
            + IntStream.range(0, 1_000)
                .mapToObj(n -> "\"h" + n + "\"")
                .collect(Collectors.joining(","))
            + "]}]";
    String one = "[{\"targets\":[\"h0\"],\"labels\":{\"__meta_a\":\"b\"}}]";
    var answer = new AtomicReference<>(one);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/lists",
        exchange -> {
          byte[] body = answer.get().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          boolean wanted = "env=prod".equals(exchange.getRequestURI().getQuery());
          exchange.sendResponseHeaders(wanted ? 200 : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try (var sonde =
        start(
            HOURLY,
            """
            discover:
              - name: server
                every: 100ms
                timeout: 10s
                http: {url: 'http://127.0.0.1:%d/lists', get: '?env=prod'}
                target: {name: "{__address__}", http: {url: "http://127.0.0.1:1/{__address__}"}}
                collectors: [h]
            """
                .formatted(server.getAddress().getPort()))) {
      String first = until(sonde, has("sonde_discovery_targets{discovery=\"server\"} 1.0\n"));
      long threads = threads();
      answer.set(all);
      until(sonde, has("sonde_discovery_targets{discovery=\"server\"} 1000.0\n"));
      assertThat(scrape(sonde)).contains("collector=\"h\",target=\"h999\"");
      answer.set(one);
      String last = until(sonde, has("sonde_discovery_targets{discovery=\"server\"} 1.0\n"));
      assertThat(last).doesNotContain("h999");
      assertThat(last.lines().filter(line -> line.contains("target=")).count())
          .isLessThanOrEqualTo(first.lines().filter(line -> line.contains("target=")).count() + 2);
      Await.until(DiscoveryTest::threads, now -> now <= threads);
    } finally {
      server.stop(0);
    }
  }

  /** What a server does to who asks for its list. */
  private enum Trouble {
    STATUS,
    EMPTY,
    NO_JSON,
    HALF,
    OTHER_JSON,
    TOO_MANY,
    SLOW,
    HANGS_UP
  }

  private static final String UP = "sonde_discovery_up{discovery=\"server\"} 1.0\n";
  private static final String DOWN = "sonde_discovery_up{discovery=\"server\"} 0.0\n";

  @Test
  void aServerThatFailsLeavesTheLastGoodList() throws Exception {
    var trouble = new AtomicReference<@Nullable Trouble>();
    String good = "[{\"targets\": [\"k1\", \"k2\"]}]";
    var server =
        RawServer.start((_, wire) -> {
          switch (trouble.get()) {
            case null -> wire.json(good);
            case STATUS -> wire.status("500 Internal Server Error");
            case EMPTY -> wire.json("");
            case NO_JSON -> wire.json("<html>");
            case HALF -> {
              wire.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + good);
              wire.hangUp();
            }
            case OTHER_JSON -> wire.json("{\"error\": \"try later\"}");
            case TOO_MANY -> wire.json("[{\"targets\": [\"k1\", \"k2\", \"k3\", \"k4\"]}]");
            case SLOW -> wire.waitForHangUp();
            case HANGS_UP -> wire.hangUp();
          }
        });
    try (var log = new CapturedLog("io.sonde.discovery");
        var sonde =
            start(
                SESSIONS,
                """
                discover:
                  - name: server
                    every: 100ms
                    timeout: 1s
                    http: {url: '%s'}
                    target: {name: "{__address__}", jdbc: {url: "jdbc:h2:mem:{__address__}", username: sa}}
                    collectors: [c]
                    max-targets: 3
                """
                    .formatted(server.url()))) {
      String first = until(sonde, has("t_n{db=\"K2\",target=\"k2\"}", UP));
      for (Trouble one : Trouble.values()) {
        trouble.set(one);
        String failed = until(sonde, has(DOWN));
        assertThat(of(failed, "k2")).as(one.name()).isEqualTo(of(first, "k2"));
        assertThat(failed).contains("sonde_discovery_targets{discovery=\"server\"} 2.0\n");
        trouble.set(null);
        until(sonde, has(UP));
      }
      server.close();
      String gone = until(sonde, has(DOWN));
      assertThat(of(gone, "k2")).isEqualTo(of(first, "k2"));
      String told =
          "WARNING discovery server: the list has problems, so the last good one, or the good part"
              + " of this one, stays in use: ";
      String groups = told + "expected a list of groups with targets and labels, found ";
      assertThat(log.lines())
          .anyMatch(line -> line.startsWith(told + "read: ") && line.contains("500"))
          .contains(groups + "text that is not JSON, or is incomplete", groups + "something else")
          .contains(told + "expected at most 3 targets, found more")
          .anyMatch(line -> line.startsWith(told + "timeout: "))
          .contains("INFO discovery server: the list has no problems any more");
    } finally {
      server.close();
    }
  }

  @Test
  void aTargetThatMovesIsAnotherOneAndNamesAreGivenOnce() throws Exception {
    list("a.yaml", "[{targets: [x], labels: {db: m1}}, {targets: [y], labels: {db: m1}}]");
    list("b.yaml", "[{targets: [x, z, '', 'sp ace', fix], labels: {db: m3}}]");
    try (var log = new CapturedLog("io.sonde.discovery");
        var sonde =
            start(
                SESSIONS + "    targets: [fix]\n",
                """
                targets: [{name: fix, jdbc: {url: "jdbc:h2:mem:fix", username: sa}}]
                discover:
                  - name: a
                    files: [a.yaml]
                    target: {name: "{__address__}", jdbc: {url: "jdbc:h2:mem:{db}", username: sa}}
                    collectors: [c]
                  - name: b
                    files: [b.yaml]
                    target: {name: "{__address__}", jdbc: {url: "jdbc:h2:mem:{db}", username: sa}}
                    collectors: [c]
                """)) {
      String first =
          until(
              sonde,
              has(
                  "t_n{db=\"M1\",target=\"x\"} ",
                  "t_n{db=\"M1\",target=\"y\"} ",
                  "t_n{db=\"M3\",target=\"z\"} ",
                  "t_n{db=\"FIX\",target=\"fix\"} ",
                  "sonde_discovery_targets{discovery=\"b\"} 1.0\n",
                  "sonde_discovery_up{discovery=\"a\"} 1.0\n",
                  "sonde_discovery_up{discovery=\"b\"} 0.0\n"));
      assertThat(first).contains("sonde_discovery_failures_total{discovery=\"a\"} 0.0\n");
      Await.until(
          log::lines,
          lines ->
              lines.stream()
                  .anyMatch(
                      has(
                          "expected a name of its own, found 'x' twice",
                          "expected a name of its own, found 'fix' twice",
                          "discover[1].target.name: expected letters, digits and any of . _ - : / %"
                              + " [ ], found 'sp ace'",
                          "discover[1].target.name: expected a name, found ''")));

      list("a.yaml", "[{targets: [x], labels: {db: m2}}, {targets: [y], labels: {db: m1}}]");
      String moved = until(sonde, has("t_n{db=\"M2\",target=\"x\"} "));
      assertThat(of(moved, "x")).hasSize(1);
      assertThat(of(moved, "y")).isEqualTo(of(first, "y"));

      list("a.yaml", "[{targets: [y], labels: {db: m1}}]");
      String gone = until(sonde, has("sonde_discovery_targets{discovery=\"a\"} 1.0\n"));
      assertThat(of(gone, "y")).isEqualTo(of(first, "y"));
      until(sonde, has("t_n{db=\"M3\",target=\"x\"} "));
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("sonde"))
        .count();
  }
}
