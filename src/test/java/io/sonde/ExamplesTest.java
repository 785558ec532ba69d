package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sonde.cli.Cli;
import io.sonde.cli.Exit;
import io.sonde.targets.jmx.JmxProcess;
import io.sonde.testing.PostgresServer;
import io.sonde.testing.TestPki;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples, against the real thing or against answers of its form. {@code -Dsonde.runtime=FILE}
 * names a {@code bin/sonde} of a linked runtime, which then collects instead of this JVM.
 */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("src/site/examples");
  private static final @Nullable String RUNTIME = System.getProperty("sonde.runtime");

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** What an example collects once, with its secrets in a file of the test. */
  private String collect(String example, Map<String, String> environment) throws Exception {
    return collect(example, environment, yaml -> yaml);
  }

  private String collect(
      String example, Map<String, String> environment, UnaryOperator<String> change)
      throws Exception {
    Files.writeString(folder.resolve("secret"), "s3cret\n");
    String yaml =
        Files.readString(EXAMPLES.resolve(example)).replaceAll("/run/secrets/\\w+", "secret");
    Path file = Files.writeString(folder.resolve(example), change.apply(yaml));
    return RUNTIME == null ? here(file, environment) : linked(RUNTIME, file, environment);
  }

  private String here(Path file, Map<String, String> environment) throws Exception {
    Cli cli =
        new Cli(
            environment,
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            _ -> {});
    Exit exit = cli.run("collect", file.toString());
    assertThat(exit).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(Exit.DONE);
    return out.toString(StandardCharsets.UTF_8);
  }

  private String linked(String runtime, Path file, Map<String, String> environment)
      throws Exception {
    Path metrics = folder.resolve("metrics");
    Path messages = folder.resolve("messages");
    var command = new ProcessBuilder(runtime, "collect", file.toString());
    command.redirectOutput(metrics.toFile()).redirectError(messages.toFile());
    command.environment().putAll(environment);
    int exit = command.start().waitFor();
    assertThat(exit).as(Files.readString(messages)).isZero();
    return Files.readString(metrics);
  }

  @Test
  void postgresql() throws Exception {
    try (PostgresServer server = PostgresServer.start(folder)) {
      String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres";
      assertThat(collect("postgresql.yaml", Map.of("PG_URL", url)))
          .contains("pg_connections{database=\"postgres\",state=\"active\",target=\"postgresql\"} ")
          .contains("pg_oldest_transaction_seconds{database=\"postgres\"")
          .contains("# TYPE pg_commits_total counter")
          .contains("pg_deadlocks_total{database=\"postgres\",target=\"postgresql\"} 0.0\n")
          .contains("pg_database_size_bytes{database=\"postgres\"")
          .contains("pg_replication_lag_seconds{role=\"primary\",target=\"postgresql\"} 0.0\n")
          .contains("pg_server_info{role=\"primary\",target=\"postgresql\"} 1\n");
    }
  }

  @Test
  void rabbitmq() throws Exception {
    Map<String, String> answers =
        Map.of(
            "/api/queues",
            """
            [{"name": "orders", "vhost": "/", "state": "running", "messages_ready": 3,
              "messages_unacknowledged": 1, "consumers": 2, "memory": 55040,
              "message_stats": {"publish": 120, "publish_details": {"rate": 0.2}}},
             {"name": "idle", "vhost": "/", "state": "down", "messages_ready": 0,
              "messages_unacknowledged": 0, "consumers": 0, "memory": 14000}]
            """,
            "/api/nodes",
            """
            [{"name": "rabbit@a", "running": true, "mem_used": 126000000, "mem_alarm": false,
              "disk_free": 48000000000}]
            """,
            "/api/overview",
            """
            {"rabbitmq_version": "4.1.0", "object_totals": {"channels": 4, "queues": 2}}
            """);
    List<String> credentials = new ArrayList<>();
    HttpServer api =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    api.createContext(
        "/",
        exchange -> {
          credentials.add(exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] answer =
              Objects.requireNonNull(answers.get(exchange.getRequestURI().getPath()))
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    api.start();
    try {
      String url = "http://127.0.0.1:" + api.getAddress().getPort();
      assertThat(collect("rabbitmq.yaml", Map.of("RABBIT_URL", url)))
          .contains(
              """
              # HELP rabbitmq_queue_messages_ready Messages ready to be delivered.
              # TYPE rabbitmq_queue_messages_ready gauge
              rabbitmq_queue_messages_ready{queue="idle",target="rabbitmq",vhost="/"} 0.0
              rabbitmq_queue_messages_ready{queue="orders",target="rabbitmq",vhost="/"} 3.0
              """)
          .contains(
              """
              # TYPE rabbitmq_queue_published_total counter
              rabbitmq_queue_published_total{queue="orders",target="rabbitmq",vhost="/"} 120.0
              """)
          .contains("rabbitmq_queue_running{queue=\"idle\",target=\"rabbitmq\",vhost=\"/\"} 0.0\n")
          .contains("rabbitmq_node_running{node=\"rabbit@a\",target=\"rabbitmq\"} 1.0\n")
          .contains("rabbitmq_objects{kind=\"channels\",target=\"rabbitmq\"} 4.0\n")
          .contains("rabbitmq_api_response_time_seconds_count{target=\"rabbitmq\"} 1\n");
      assertThat(credentials).containsOnly("Basic bW9uaXRvcjpzM2NyZXQ=");
    } finally {
      api.stop(0);
    }
  }

  /** A JVM of its own with Tomcat's MBeans, which asks for TLS and a password. */
  @Test
  void tomcat() throws Exception {
    TestPki pki = TestPki.in(folder);
    Path ca = pki.certificate("ca");
    Path password = Files.writeString(folder.resolve("secret"), "s3cret\n");
    try (JmxProcess server =
        JmxProcess.start(
            "-Dtest.port=0",
            "-Dtest.user=monitor",
            "-Dtest.password=" + password,
            "-Dtest.tls=" + pki.keyStore(),
            "-Dtest.setup=" + TomcatMBeans.class.getName())) {
      String jmx =
          """
          jmx:
                url: %s
                username: monitor
                password-file: secret
                tls: {ca-file: %s}
                plain-registry: true
          """
              .formatted(server.url(), ca);
      String collected =
          collect(
              "tomcat.yaml",
              Map.of("TOMCAT_JMX", ""),
              yaml -> yaml.replaceFirst("jmx: \\{url: .*", Matcher.quoteReplacement(jmx.strip())));
      assertThat(collected)
          .contains("tomcat_threads_busy{connector=\"http-nio-8080\",target=\"tomcat\"} 2.0\n")
          .contains("tomcat_requests_total{connector=\"http-nio-8080\",target=\"tomcat\"} 40.0\n")
          .contains(
              "tomcat_processing_seconds_total{connector=\"http-nio-8080\",target=\"tomcat\"}"
                  + " 1.5\n")
          .contains(
              "tomcat_sessions_active{context=\"/shop\",host=\"localhost\",target=\"tomcat\"}"
                  + " 5.0\n")
          .contains("tomcat_memory_pool_used_bytes{pool=\"Metaspace\",target=\"tomcat\"} ");
    }
  }
}
