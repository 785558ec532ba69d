package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.config.ConfigLoader.Option;
import io.sonde.testing.Await;
import io.sonde.testing.Tools;
import java.io.IOException;
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

  @BeforeAll
  static void start() throws Exception {
    Path file = Files.writeString(folder.resolve("sonde.yaml"), YAML);
    var options =
        Map.of(
            "server.host", new Option("--host", "127.0.0.1"),
            "server.port", new Option("--port", "0"));
    Kinds kinds = Kinds.onClassPath();
    sonde = Sonde.start(kinds.loader(Map.of(), Map.of()).load(file, options), kinds);
    Await.until(
        () -> scrape("text/plain"),
        text ->
            text.lines().filter(line -> line.startsWith("sonde_collection_samples{")).count() == 9
                && !text.contains("sonde_collection_last_success_timestamp_seconds 0"));
    Await.until(
        () -> scrape("text/plain"),
        text ->
            text.lines().filter(line -> line.startsWith("sonde_collection_up{")).count() == 9
                && text.contains("settings_wait{")
                && text.contains("demo_rows_total{")
                && text.contains("sql_spread_count{env=\"prod\",target=\"other\"}")
                && text.contains("job:size_info{")
                && text.contains("demo_latency"));
  }

  @AfterAll
  static void stop() {
    sonde.close();
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
            # TYPE demo_id untyped
            demo_id{env="prod",target="db"} 7.0
            # TYPE demo_latency_seconds summary
            demo_latency_seconds{env="prod",target="db",quantile="0.5"} 1.5
            demo_latency_seconds{env="prod",target="db",quantile="0.99"} 20.0
            # TYPE demo_load_ratio gauge
            demo_load_ratio{env="prod",target="db"} 0.45
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
  void whoComesLaterLeavesOutWhatIsThere() throws Exception {
    assertThat(scrape("text/plain"))
        .contains("sonde_collection_up{collector=\"settings\",target=\"db\"} 1.0")
        .contains("sonde_collection_up{collector=\"late\",target=\"db\"} 0.0")
        .contains("sonde_collection_up{collector=\"verbatim\",target=\"db\"} 1.0")
        .contains("sonde_collection_up{collector=\"twice\",target=\"other\"} 0.0");
  }
}
