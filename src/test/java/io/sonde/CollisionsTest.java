package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.config.load.ConfigLoader.Option;
import io.sonde.config.load.ConfigSource;
import io.sonde.testing.Await;
import io.sonde.testing.CapturedLog;
import io.sonde.testing.Raw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Collectors that give what others give, in scrapes of a running Sonde: the first of them exposes
 * it, the later ones leave out just that, and have failed.
 */
class CollisionsTest {
  private static final String HEAD =
      """
      prefix: demo
      simulation: {enabled: true}
      reload: {http: true, watch: false}
      targets:
        - {name: a, labels: {env: prod}, jdbc: {url: "jdbc:h2:mem:collisions-a"}}
        - {name: b, labels: {env: prod}, jdbc: {url: "jdbc:h2:mem:collisions"}}
        - {name: c, labels: {env: test}, jdbc: {url: "jdbc:h2:mem:collisions"}}
      discover:
        - {name: listed, every: 1h, collectors: [listed], files: [list.json],
           target: {name: "{__address__}", jdbc: {url: "jdbc:h2:mem:collisions"}}}
      collectors:
      """;

  private static final String COLLECTORS =
      """
        - name: listed
          target-label: false
          sql: SELECT 'x' AS name, 1 AS n
          metrics:
            - {name: "listed_{name}", type: gauge, help: Listed., value: n}
        - name: first
          targets: [a]
          target-label: false
          sql: SELECT * FROM (VALUES ('x', 1), ('y', 2)) AS t(k, n)
          metrics:
            - {name: shared, type: gauge, help: Shared., value: n, labels: {k: k}}
            - {name: own, type: gauge, help: Own., value: n, labels: {k: k}}
        - name: second
          targets: [b]
          target-label: false
          sql: SELECT * FROM (VALUES ('y', 3), ('z', 4)) AS t(k, n)
          metrics:
            - {name: shared, type: gauge, help: Shared., value: n, labels: {k: k}}
            - {name: other, type: gauge, help: Other., value: n, labels: {k: k}}
        - name: third
          targets: [c]
          target-label: false
          sql: SELECT 'y' AS k, 5 AS n
          metrics:
            - {name: shared, type: gauge, help: Shared., value: n, labels: {k: k}}
        - name: types
          targets: [a, b]
          sql: SELECT 'size' AS up, 'size' AS down, 1 AS n
          metrics:
            - {name: "parts_{up}", type: gauge, help: Up., value: n}
            - {name: "shares_{down}", type: gauge, help: Down., value: n}
        - name: contradiction
          targets: [b, c]
          sql: SELECT 'size' AS name, 1 AS n
          metrics:
            - {name: "parts_{name}", type: untyped, help: Up., value: n}
            - {name: rest, type: gauge, help: Rest., value: n}
        - name: histogram
          targets: [a]
          sql: SELECT 1 AS n
          metrics:
            - {name: wait, type: histogram, help: Waits., value: n, buckets: [1, 2]}
        - name: count
          targets: [c]
          sql: SELECT 'count' AS name, 1 AS n
          metrics:
            - {name: "wait_{name}", type: gauge, help: Wait., value: n}
            - {name: calm, type: gauge, help: Calm., value: n}
        - name: handler
          targets: [a]
          sql: SELECT * FROM (VALUES ('request_latency_seconds_count', 1), ('size', 2)) AS t(name, n)
          metrics:
            - {name: "http_{name}", type: gauge, help: H., value: n}
        - name: itself
          targets: [a, b]
          sql: SELECT CASE DATABASE() WHEN 'COLLISIONS-A' THEN 'n' END AS one,
            CASE DATABASE() WHEN 'COLLISIONS' THEN 'n' END AS two, 1 AS n
          metrics:
            - {name: "itself_{one}", type: gauge, help: One., value: n}
            - {name: "itself_{two}", type: untyped, help: Two., value: n}
      """;

  @TempDir static Path folder;

  private static CapturedLog log;
  private static Sonde sonde;

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(folder.resolve("list.json"), "[{\"targets\": [\"d\", \"e\"]}]");
    write(COLLECTORS);
    log = new CapturedLog("io.sonde");
    var options =
        Map.of(
            "server.host", new Option("--host", "127.0.0.1"),
            "server.port", new Option("--port", "0"));
    var source =
        new ConfigSource(
            Kinds.onClassPath().loader(Map.of(), Map.of()), folder.resolve("sonde.yaml"), options);
    sonde = Sonde.start(source, source.load());
  }

  @AfterAll
  static void stop() throws Exception {
    sonde.close();
    log.close();
  }

  private static void write(String collectors) throws IOException {
    Files.writeString(
        folder.resolve("sonde.yaml"),
        HEAD + collectors.replace("    sql:", "    every: 7d\n    sql:"));
  }

  /** Once each of the collections has ended once. */
  private static List<String> scrape(int collections) throws Exception {
    return Await.until(
        () -> Raw.exchange(sonde.port(), Raw.get("/observe/metrics")).lines().toList(),
        lines ->
            lines.stream()
                    .filter(line -> line.matches("sonde_collection_runs_total\\{.*} [1-9].*"))
                    .count()
                == collections);
  }

  private static String up(String collector, String target, int value) {
    return "sonde_collection_up{collector=\"%s\",target=\"%s\"} %d.0"
        .formatted(collector, target, value);
  }

  private static void logged(String message) throws Exception {
    Await.until(log::lines, lines -> lines.contains("WARNING " + message));
  }

  @Test
  void theLaterOneLeavesOutWhatIsThereAndHasFailed() throws Exception {
    var lines = scrape(14);
    assertThat(lines)
        .filteredOn(
            line -> line.matches("demo_(shared|own|other|listed|parts|rest|wait|calm|itself).*"))
        .containsExactly(
            "demo_calm{env=\"test\",target=\"c\"} 1.0",
            "demo_itself_n{env=\"prod\",target=\"a\"} 1.0",
            "demo_listed_x 1.0",
            "demo_other{env=\"prod\",k=\"y\"} 3.0",
            "demo_other{env=\"prod\",k=\"z\"} 4.0",
            "demo_own{env=\"prod\",k=\"x\"} 1.0",
            "demo_own{env=\"prod\",k=\"y\"} 2.0",
            "demo_parts_size{env=\"prod\",target=\"a\"} 1.0",
            "demo_parts_size{env=\"prod\",target=\"b\"} 1.0",
            "demo_rest{env=\"prod\",target=\"b\"} 1.0",
            "demo_rest{env=\"test\",target=\"c\"} 1.0",
            "demo_shared{env=\"prod\",k=\"x\"} 1.0",
            "demo_shared{env=\"prod\",k=\"y\"} 2.0",
            "demo_shared{env=\"prod\",k=\"z\"} 4.0",
            "demo_shared{env=\"test\",k=\"y\"} 5.0",
            "demo_wait_bucket{env=\"prod\",target=\"a\",le=\"1.0\"} 1",
            "demo_wait_bucket{env=\"prod\",target=\"a\",le=\"2.0\"} 1",
            "demo_wait_bucket{env=\"prod\",target=\"a\",le=\"+Inf\"} 1",
            "demo_wait_count{env=\"prod\",target=\"a\"} 1",
            "demo_wait_sum{env=\"prod\",target=\"a\"} 1.0");
    assertThat(lines)
        .as("the handler has a metric of that name")
        .contains("demo_http_request_latency_seconds_count 0")
        .noneMatch(line -> line.startsWith("demo_http_request_latency_seconds_count{"));
    assertThat(lines)
        .filteredOn(line -> line.matches("sonde_collection_up\\{.*} 0.*"))
        .containsExactly(
            up("contradiction", "b", 0),
            up("contradiction", "c", 0),
            up("count", "c", 0),
            up("handler", "a", 0),
            up("itself", "b", 0),
            up("listed", "e", 0),
            up("second", "b", 0));
    logged(
        "collector second, target b: failed: mapping: metric demo_shared: expected each series from"
            + " one collector, found {env=\"prod\",k=\"y\"} from collector first, target a too: it"
            + " is left out");
    logged(
        "collector listed, target e: failed: mapping: metric demo_listed_x: expected each series"
            + " from one collector, found {} from collector listed, target d too: it is left out");
    assertThat(log.lines())
        .noneMatch(line -> line.contains("left out the samples that contradict"));

    write(COLLECTORS.replaceFirst("(?s)  - name: first.*(?=  - name: second)", ""));
    assertThat(Raw.exchange(sonde.port(), Raw.request("POST", "/-/reload")))
        .startsWith("HTTP/1.1 200 ");
    assertThat(scrape(13))
        .contains("demo_shared{env=\"prod\",k=\"y\"} 3.0", up("second", "b", 1))
        .contains(up("itself", "b", 0))
        .doesNotContain("demo_shared{env=\"prod\",k=\"x\"} 1.0");
  }
}
