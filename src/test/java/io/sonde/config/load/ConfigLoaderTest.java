package io.sonde.config.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sonde.Kinds;
import io.sonde.config.CollectorConfig;
import io.sonde.config.MetricConfig;
import io.sonde.config.OnMissing;
import io.sonde.config.SimulationConfig;
import io.sonde.config.SondeConfig;
import io.sonde.config.SondeConfig.LogSettings;
import io.sonde.config.load.ConfigLoader.Option;
import io.sonde.targets.http.config.HttpConfig;
import io.sonde.targets.http.config.HttpQueryConfig;
import io.sonde.targets.jdbc.JdbcConfig;
import io.sonde.targets.jdbc.JdbcQueryConfig;
import io.sonde.testing.Settings;
import io.sonde.yaml.ConfigException;
import io.sonde.yaml.Durations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  @TempDir Path folder;

  private SondeConfig load(String yaml) throws IOException, ConfigException {
    return load(yaml, Map.of(), Map.of(), Map.of());
  }

  private SondeConfig load(
      String yaml,
      Map<String, String> environment,
      Map<String, String> properties,
      Map<String, Option> options)
      throws IOException, ConfigException {
    Path file = Files.writeString(folder.resolve("sonde.yaml"), Settings.whole(yaml));
    return Kinds.onClassPath().loader(environment, properties).load(file, options);
  }

  private static String server(SondeConfig config, String key) {
    return config.helidon().get("server").get(key).asString().orElse("(nothing)");
  }

  @Test
  void theDemonstrationIsValid() throws ConfigException {
    SondeConfig config = Kinds.onClassPath().loader(Map.of(), Map.of()).load(null, Map.of());
    assertThat(config.prefix()).isEqualTo("myapp");
    assertThat(config.simulation())
        .isEqualTo(
            new SimulationConfig(
                true,
                "/",
                Duration.ofMillis(800),
                0,
                List.of(0.1, 0.3, 0.5, 0.7, 1.0),
                OptionalInt.empty()));
    assertThat(server(config, "port")).isEqualTo("8080");
  }

  @Test
  void anEmptyPrefixLeavesTheNamesAsTheyAre() throws Exception {
    SondeConfig config =
        load(
            """
            prefix: ""
            simulation: {enabled: true}
            targets: [{name: t, jdbc: {url: "jdbc:x"}}]
            collectors:
              - {name: c, targets: [t], sql: S, metrics: [{name: a, type: gauge, help: A., value: n}]}
            """);
    assertThat(config.prefix()).isEmpty();
    assertThat(config.collectors().getFirst().metrics().getFirst().name()).isEqualTo("a");
  }

  @Test
  void aFileWithoutMoreThanThePrefixGivesTheDefaults() throws Exception {
    SondeConfig config = load("prefix: myapp");
    assertThat(config.simulation().enabled()).isFalse();
    assertThat(config.log())
        .isEqualTo(
            new LogSettings(
                LogSettings.Level.INFO, LogSettings.Format.TEXT, LogSettings.AccessLog.OFF));
    assertThat(config.targets()).isEmpty();
    assertThat(config.collectors()).isEmpty();
  }

  @Test
  void theFileOfTheDesignIsReadAsItSays() throws Exception {
    SondeConfig config =
        load(
            """
            prefix: shop
            targets:
              - name: orders-db
                jdbc: {url: "jdbc:postgresql://orders:5432/orders", username: sonde, password-file: db}
              - name: rabbitmq
                http: {url: "http://rabbitmq:15672", basic-auth: {username: monitor, password: "${PW}"}}
              - name: payments
                jmx: {url: "service:jmx:rmi:///jndi/rmi://payments:9010/jmxrmi"}
            collectors:
              - name: connections
                targets: [orders-db]
                every: 15s
                timeout: 5s
                keep: 45s
                sql: SELECT state, count(*) AS n FROM pg_stat_activity GROUP BY state
                metrics:
                  - {name: db_connections, type: gauge, help: Connections by state., labels: {state: state}, value: n}
              - name: queues
                targets: [rabbitmq]
                every: 1m30s
                get: /api/queues
                rows: $[*]
                metrics:
                  - {name: queue_size, type: gauge, help: Messages ready., labels: {queue: name}, value: messages_ready}
                  - {name: api_response_time_seconds, type: histogram, help: Response time of the API., buckets: [0.1, 0.5, 1], value: $duration}
              - name: heap
                targets: [payments]
                mbeans: java.lang:type=MemoryPool,name=*
                metrics:
                  - {name: memory_pool_used_bytes, type: gauge, help: Used memory by pool., labels: {pool: name}, value: Usage.used, on-missing: 0, scale: 0.5}
            """,
            Map.of("PW", "$hunter2\\"),
            Map.of(),
            Map.of());
    Files.writeString(folder.resolve("db"), "from-file\n");
    JdbcConfig db = (JdbcConfig) config.targets().get(0);
    HttpConfig http = (HttpConfig) config.targets().get(1);
    assertThat(Objects.requireNonNull(db.password()).reveal()).isEqualTo("from-file");
    assertThat(Objects.requireNonNull(http.access().basicAuth()).password().reveal())
        .isEqualTo("$hunter2\\");
    assertThat(config.toString()).doesNotContain("hunter2", "from-file");
    CollectorConfig queues = config.collectors().get(1);
    assertThat(queues.every()).isEqualTo(Duration.ofSeconds(90));
    assertThat(queues.timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(queues.keep()).isEqualTo(Duration.ofSeconds(270));
    assertThat(queues.query()).isEqualTo(HttpQueryConfig.get("/api/queues", "$[*]"));
    MetricConfig pool = config.collectors().get(2).metrics().getFirst();
    assertThat(pool.name()).isEqualTo("shop_memory_pool_used_bytes");
    assertThat(pool.labels().fields()).containsExactly(Map.entry("pool", "name"));
    assertThat(pool.value().onMissing()).isEqualTo(new OnMissing.Instead(0));
  }

  @Test
  void scalarsStayWhatWasWritten() throws Exception {
    SondeConfig config =
        load(
            """
            targets: [{name: 0123, jdbc: {url: "jdbc:x:y", username: 12:30}}]
            collectors:
              - {name: ON, targets: [0123], sql: 1.10, metrics: [{name: a, type: gauge, help: no, value: 0x10}]}
            """);
    assertThat(config.targets().getFirst().name()).isEqualTo("0123");
    assertThat(((JdbcConfig) config.targets().getFirst()).username()).isEqualTo("12:30");
    CollectorConfig collector = config.collectors().getFirst();
    assertThat(collector.name()).isEqualTo("ON");
    assertThat(collector.query()).isEqualTo(new JdbcQueryConfig("1.10"));
    assertThat(collector.metrics().getFirst().help()).isEqualTo("no");
    assertThat(collector.metrics().getFirst().value().field()).isEqualTo("0x10");
  }

  @Test
  void anchorsAndMergeKeysWork() throws Exception {
    SondeConfig config =
        load(
            """
            targets: [{name: t, jdbc: {url: "jdbc:x:y"}}]
            collectors:
              - &base
                name: a
                targets: [t]
                every: 1m
                sql: S
                metrics: [{name: m, type: gauge, help: M., value: n}]
              - <<: *base
                name: b
            """);
    assertThat(config.collectors()).extracting(CollectorConfig::name).containsExactly("a", "b");
    assertThat(config.collectors().get(1).every()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void referencesTakeTheEnvironmentAndOtherKeys() throws Exception {
    SondeConfig config =
        load(
            """
            prefix: ${APP}
            simulation: {path: "/${prefix}"}
            targets: [{name: t, jdbc: {url: "jdbc:x:\\\\${y}"}}]
            collectors:
              - {name: c, targets: [t], sql: S, metrics: [{name: a, type: gauge, help: "${simulation.path}", value: n}]}
            """,
            Map.of("APP", "shop"),
            Map.of(),
            Map.of());
    assertThat(config.prefix()).isEqualTo("shop");
    assertThat(config.simulation().path()).isEqualTo("/shop");
    assertThat(config.collectors().getFirst().metrics().getFirst().help()).isEqualTo("/shop");
    assertThat(((JdbcConfig) config.targets().getFirst()).url()).isEqualTo("jdbc:x:${y}");
  }

  @Test
  void theEnvironmentOverridesHelidonsKeysAndLogAlone() throws Exception {
    SondeConfig config =
        load(
            "server: {port: 1, sockets: {admin: {port: 2}}}\n",
            Map.of(
                "SERVER_PORT", "9000",
                "SERVER_SOCKETS_ADMIN_PORT", "9001",
                "SERVER_CONNECTION_OPTIONS_TCP_NO_DELAY", "false",
                "SERVER_SHUTDOWN_dash_GRACE_dash_PERIOD", "3s",
                "SERVER_SOFTWARE", "somebody else's",
                "LOG_LEVEL", "debug",
                "PREFIX", "changed",
                "SIMULATION_PATH", "/changed",
                "TARGETS_0_NAME", "changed"),
            Map.of("prefix", "changed", "log.format", "json", "java.version", "25"),
            Map.of());
    assertThat(server(config, "port")).isEqualTo("9000");
    assertThat(server(config, "sockets.admin.port")).isEqualTo("9001");
    assertThat(server(config, "connection-options.tcp-no-delay")).isEqualTo("false");
    assertThat(server(config, "shutdown-grace-period")).isEqualTo("PT3S");
    assertThat(config.log())
        .isEqualTo(
            new LogSettings(
                LogSettings.Level.DEBUG, LogSettings.Format.JSON, LogSettings.AccessLog.OFF));
    assertThat(config.prefix()).isEqualTo("myapp");
    assertThat(config.simulation().path()).isEqualTo("/");
  }

  @Test
  void optionsWinOverPropertiesOverTheEnvironmentOverTheFile() throws Exception {
    Map<String, String> environment = Map.of("SERVER_PORT", "2");
    Map<String, String> properties = Map.of("server.port", "3");
    Map<String, Option> options = Map.of("server.port", new Option("--port", "4"));
    String file = "server: {port: 1}\n";
    assertThat(server(load(file), "port")).isEqualTo("1");
    assertThat(server(load(file, environment, Map.of(), Map.of()), "port")).isEqualTo("2");
    assertThat(server(load(file, environment, properties, Map.of()), "port")).isEqualTo("3");
    assertThat(server(load(file, environment, properties, options), "port")).isEqualTo("4");
  }

  @Test
  void overridesAreCheckedAndNameTheirSource() {
    assertThatThrownBy(() ->
            load(
                "",
                Map.of("SERVER_PORT", "tcp://10.0.0.1:80"),
                Map.of("server.hots", "::"),
                Map.of()))
        .hasMessageContaining(
            "environment SERVER_PORT server.port: expected a port from 0 to 65535, "
                + "found 'tcp://10.0.0.1:80'")
        .hasMessageContaining("property server.hots server.hots: expected one of ");
    assertThatThrownBy(
            () -> load("", Map.of(), Map.of(), Map.of("server.port", new Option("--port", "x"))))
        .hasMessage("option --port server.port: expected a port from 0 to 65535, found 'x'");
  }

  @Test
  void aFileThatCannotBeReadIsOneProblem() throws IOException {
    ConfigLoader loader = Kinds.onClassPath().loader(Map.of(), Map.of());
    Path missing = folder.resolve("missing.yaml");
    assertThatThrownBy(() -> loader.load(missing, Map.of()))
        .hasMessage(missing + ": expected a readable file, found no such file");
    assertThatThrownBy(() -> loader.load(folder, Map.of()))
        .hasMessage(folder + ": expected a readable file, found a directory");
    Path latin =
        Files.write(
            folder.resolve("latin.yaml"), "prefix: ä".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> loader.load(latin, Map.of()))
        .hasMessage(latin + ": expected a readable file, found bytes that are not UTF-8");
  }

  @Test
  void durationsAreWrittenAsPeopleWriteThem() {
    assertThat(Durations.parse("15s")).isEqualTo(Duration.ofSeconds(15));
    assertThat(Durations.parse("1m30s")).isEqualTo(Duration.ofSeconds(90));
    assertThat(Durations.parse("250ms")).isEqualTo(Duration.ofMillis(250));
    assertThat(Durations.parse("1d2h3m4s5ms"))
        .isEqualTo(Duration.ofDays(1).plusHours(2).plusMinutes(3).plusSeconds(4).plusMillis(5));
    assertThat(Durations.parse("PT1.5S")).isEqualTo(Duration.ofMillis(1500));
    for (String wrong : List.of("", "15", "s", "1s1m", "-1s", "1.5s", "PT", "15 s")) {
      assertThat(Durations.parse(wrong)).as(wrong).isNull();
    }
    assertThat(Durations.format(Duration.ofSeconds(90))).isEqualTo("1m30s");
  }
}
