package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sonde.config.load.ConfigLoader.Option;
import io.sonde.testing.Await;
import io.sonde.testing.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All types, conversions and names, of a database and in a scrape. */
class MetricTypesTest {
  private static final String YAML =
      """
      prefix: demo
      simulation: {enabled: false}
      targets:
        - {name: db, labels: {env: prod}, jdbc: {url: "jdbc:h2:mem:metric-types"}}
        - {name: web, http: {url: "http://127.0.0.1:PORT"}}
        - {name: other, labels: {env: prod}, jdbc: {url: "jdbc:h2:mem:metric-types"}}
      collectors:
        - name: values
          targets: [db]
          sql: SELECT 'UP' AS state, '1000 MB' AS size, '1h2m' AS age, '45%' AS load, 'yes' AS ready,
            TIMESTAMP WITH TIME ZONE '2026-11-20 10:00:00+00' AS at, 'b612' AS place, 'id=7;' AS id
          metrics:
            - {name: state, type: stateset, help: State., value: state, states: [UP, DOWN]}
            - {name: size_bytes, type: gauge, help: Size., value: size, as: bytes, labels: {place: "planet-{place}"}}
            - {name: age_seconds, type: gauge, help: Age., value: age, as: duration}
            - {name: load_ratio, type: gauge, help: Load., value: load, as: percent}
            - {name: ready, type: gauge, help: Ready., value: ready, as: boolean, timestamp: at}
            - {name: id, type: untyped, help: Id., value: id, pattern: "id=([0-9]+)"}
            - {name: rows_total, type: counter, help: Rows., constant: 1}
        - name: buckets
          targets: [db, other]
          prefix: sql
          sql: SELECT * FROM (VALUES ('0.1', 3, 7.5), ('1', 5, NULL), ('+Inf', 8, NULL)) AS t(le, n, total)
          metrics:
            - {name: wait_seconds, type: histogram, help: Waits., value: n, le: le, sum: total}
            - {name: spread, type: histogram, help: Spread., value: n, buckets: native}
        - name: quantiles
          targets: [db]
          sql: SELECT * FROM (VALUES (0.5, 1.5), (0.99, 20)) AS t(q, v)
          metrics:
            - {name: latency_seconds, type: summary, help: Latency., value: v, quantile: q}
        - name: verbatim
          targets: [db]
          names: verbatim
          target-label: false
          sql: SELECT 3 AS n
          metrics:
            - {name: Pool_count, type: counter, help: Pool., value: n, labels: {le: n}}
            - {name: "job:size_info", type: gauge, help: Size., value: n}
        - name: settings
          targets: [db, other]
          sql: SELECT * FROM (VALUES ('max.size', 3), ('wait', 4)) AS t(name, n)
          metrics:
            - {name: "settings_{name}", type: gauge, help: A setting., value: n}
        - name: late
          targets: [db]
          sql: SELECT 1 AS n
          metrics:
            - {name: settings_wait, type: gauge, help: A setting., value: n}
        - name: lost
          targets: [web]
          get: /
          metrics:
            - {name: found, type: gauge, help: Found., value: "$.sum($.values[*].count)"}
            - {name: lost, type: gauge, help: Lost., value: $.nothing.count}
            - {name: labelled, type: gauge, help: Labelled., value: $.size, labels: {path: "a-{nothing}"}}
        - name: array
          targets: [web]
          get: /
          metrics:
            - {name: array, type: gauge, help: Array., value: "$.values[*].count"}
        - name: parts
          targets: [db]
          sql: SELECT * FROM (VALUES ('a', 1), ('b', 2)) AS t(k, n)
          metrics:
            - {name: part, type: untyped, help: Part., value: n, labels: {k: k}}
            - {name: mode, type: stateset, help: Mode., value: k, states: [a, b, c], labels: {k: k}}
        - name: partly
          targets: [db]
          sql: SELECT * FROM (VALUES ('b', 1), ('c', 2)) AS t(k, n)
          metrics:
            - {name: part, type: untyped, help: Part., value: n, labels: {k: k}}
            - {name: mode, type: stateset, help: Mode., value: k, states: [a, b, c], labels: {k: k}}
        - name: twice
          targets: [other]
          names: verbatim
          target-label: false
          sql: SELECT 4 AS n
          metrics:
            - {name: "job:size_info", type: gauge, help: Size., value: n}
      """;

  @TempDir static Path folder;

  private static Sonde sonde;

  private static HttpServer web;

  @BeforeAll
  static void start() throws Exception {
    web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] json =
        "{\"values\": [{\"count\": 1}, {\"count\": 2}], \"size\": 5}"
            .getBytes(StandardCharsets.UTF_8);
    web.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, json.length);
          exchange.getResponseBody().write(json);
          exchange.close();
        });
    web.start();
    Path file =
        Files.writeString(
            folder.resolve("sonde.yaml"),
            YAML.replace("PORT", "" + web.getAddress().getPort())
                .replace("    targets: [", "    every: 7d\n    targets: ["));
    var options =
        Map.of(
            "server.host", new Option("--host", "127.0.0.1"),
            "server.port", new Option("--port", "0"));
    Kinds kinds = Kinds.onClassPath();
    sonde = Sonde.start(kinds.loader(Map.of(), Map.of()).load(file, options), kinds);
    // Each of the thirteen collections has ended once, with or without success.
    Await.until(
        () -> scrape("text/plain"),
        text ->
            text.lines()
                    .filter(line -> line.matches("sonde_collection_runs_total\\{.*} [1-9].*"))
                    .count()
                == 13);
  }

  @AfterAll
  static void stop() {
    sonde.close();
    web.stop(0);
  }

  private static String scrape(String accept) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + sonde.port() + "/observe/metrics");
      var request = HttpRequest.newBuilder(uri).header("Accept", accept).build();
      return client.send(request, BodyHandlers.ofString(StandardCharsets.ISO_8859_1)).body();
    }
  }

  /** Without Sonde's own. */
  private static String configured(String text) {
    return text.lines()
        .filter(line -> line.matches("(# (HELP|TYPE) )?(demo|sql|Pool|job).*"))
        .filter(line -> !line.startsWith("# HELP") && !line.contains("spread_sum"))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  @Test
  void text() throws Exception {
    assertThat(configured(scrape("text/plain")))
        .isEqualTo(
            """
            # TYPE Pool_count untyped
            Pool_count{env="prod",le="3"} 3.0
            # TYPE demo_age_seconds gauge
            demo_age_seconds{env="prod",target="db"} 3720.0
            # TYPE demo_found gauge
            demo_found{target="web"} 3.0
            # TYPE demo_id untyped
            demo_id{env="prod",target="db"} 7.0
            # TYPE demo_labelled gauge
            demo_labelled{path="a-",target="web"} 5.0
            # TYPE demo_latency_seconds summary
            demo_latency_seconds{env="prod",target="db",quantile="0.5"} 1.5
            demo_latency_seconds{env="prod",target="db",quantile="0.99"} 20.0
            # TYPE demo_load_ratio gauge
            demo_load_ratio{env="prod",target="db"} 0.45
            # TYPE demo_mode gauge
            demo_mode{env="prod",k="a",target="db",demo_mode="a"} 1
            demo_mode{env="prod",k="a",target="db",demo_mode="b"} 0
            demo_mode{env="prod",k="a",target="db",demo_mode="c"} 0
            demo_mode{env="prod",k="b",target="db",demo_mode="a"} 0
            demo_mode{env="prod",k="b",target="db",demo_mode="b"} 1
            demo_mode{env="prod",k="b",target="db",demo_mode="c"} 0
            demo_mode{env="prod",k="c",target="db",demo_mode="a"} 0
            demo_mode{env="prod",k="c",target="db",demo_mode="b"} 0
            demo_mode{env="prod",k="c",target="db",demo_mode="c"} 1
            # TYPE demo_part untyped
            demo_part{env="prod",k="a",target="db"} 1.0
            demo_part{env="prod",k="b",target="db"} 2.0
            demo_part{env="prod",k="c",target="db"} 2.0
            # TYPE demo_ready gauge
            demo_ready{env="prod",target="db"} 1.0 1795168800000
            # TYPE demo_rows_total counter
            demo_rows_total{env="prod",target="db"} 1.0
            # TYPE demo_settings_max_size gauge
            demo_settings_max_size{env="prod",target="db"} 3.0
            demo_settings_max_size{env="prod",target="other"} 3.0
            # TYPE demo_settings_wait gauge
            demo_settings_wait{env="prod",target="db"} 4.0
            demo_settings_wait{env="prod",target="other"} 4.0
            # TYPE demo_size_bytes gauge
            demo_size_bytes{env="prod",place="planet-b612",target="db"} 1.0E9
            # TYPE demo_state gauge
            demo_state{env="prod",target="db",demo_state="DOWN"} 0
            demo_state{env="prod",target="db",demo_state="UP"} 1
            # TYPE job:size_info gauge
            job:size_info{env="prod"} 3.0
            # TYPE sql_spread histogram
            sql_spread_bucket{env="prod",target="db",le="+Inf"} 3
            sql_spread_count{env="prod",target="db"} 3
            sql_spread_bucket{env="prod",target="other",le="+Inf"} 3
            sql_spread_count{env="prod",target="other"} 3
            # TYPE sql_wait_seconds histogram
            sql_wait_seconds_bucket{env="prod",target="db",le="0.1"} 3
            sql_wait_seconds_bucket{env="prod",target="db",le="1.0"} 5
            sql_wait_seconds_bucket{env="prod",target="db",le="+Inf"} 8
            sql_wait_seconds_count{env="prod",target="db"} 8
            sql_wait_seconds_sum{env="prod",target="db"} 7.5
            sql_wait_seconds_bucket{env="prod",target="other",le="0.1"} 3
            sql_wait_seconds_bucket{env="prod",target="other",le="1.0"} 5
            sql_wait_seconds_bucket{env="prod",target="other",le="+Inf"} 8
            sql_wait_seconds_count{env="prod",target="other"} 8
            sql_wait_seconds_sum{env="prod",target="other"} 7.5
            """);
  }

  @Test
  void promtoolReadsIt() throws Exception {
    var result =
        Tools.run(
            List.of(Tools.promtool(), "check", "metrics"),
            scrape("text/plain").getBytes(StandardCharsets.UTF_8));
    assertThat(result.errors() + result.output())
        .as("a name that the user has chosen")
        .isEqualTo("job:size_info metric names should not contain ':'\n");
  }

  @Test
  void openMetrics() throws Exception {
    String text = scrape("application/openmetrics-text");
    assertThat(text)
        .contains("# TYPE demo_state stateset\n", "# TYPE demo_id unknown\n")
        .contains("demo_ready{env=\"prod\",target=\"db\"} 1.0 1795168800.000\n")
        .endsWith("# EOF\n");
    var parsed =
        Tools.run(
            List.of(
                Tools.pythonWithPrometheusClient(),
                "-c",
                "import sys; from prometheus_client.openmetrics.parser import"
                    + " text_string_to_metric_families as f;"
                    + " print(len(list(f(sys.stdin.read()))) > 10)"),
            text.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(parsed.output() + parsed.errors()).isEqualTo("True\n");
  }

  @Test
  void protobufHasTheNativeBuckets() throws Exception {
    String bytes =
        scrape(
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited");
    assertThat(bytes).contains("sql_spread", "demo_state");
  }

  @Test
  void whatMatchedNothingIsCounted() throws Exception {
    assertThat(scrape("text/plain"))
        .contains(
            "sonde_collection_unmatched_metrics{collector=\"lost\",target=\"web\"} 2.0",
            "sonde_collection_unmatched_metrics{collector=\"values\",target=\"db\"} 0.0",
            "demo_found{target=\"web\"} 3.0",
            "demo_labelled{path=\"a-\",target=\"web\"} 5.0",
            "sonde_collection_up{collector=\"array\",target=\"web\"} 0.0");
  }

  @Test
  void whoComesLaterLeavesOutWhatIsThere() throws Exception {
    assertThat(scrape("text/plain"))
        .contains("sonde_collection_up{collector=\"settings\",target=\"db\"} 1.0")
        .contains("sonde_collection_up{collector=\"late\",target=\"db\"} 0.0")
        .contains("sonde_collection_up{collector=\"verbatim\",target=\"db\"} 1.0")
        .contains("sonde_collection_up{collector=\"twice\",target=\"other\"} 0.0")
        .contains("sonde_collection_up{collector=\"partly\",target=\"db\"} 0.0");
  }
}
