package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sonde.cli.Cli;
import io.sonde.cli.Exit;
import io.sonde.testing.PostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples, against the real thing or against answers of its form. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("src/site/examples");

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** What an example collects once, with its secrets in files of the test. */
  private String collect(String example, Map<String, String> environment) throws Exception {
    Files.writeString(folder.resolve("secret"), "s3cret\n");
    Path file = folder.resolve(example);
    String yaml = Files.readString(EXAMPLES.resolve(example));
    Files.writeString(file, yaml.replaceAll("/run/secrets/\\w+", "secret"));
    Exit exit =
        new Cli(
                environment,
                Map.of(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                _ -> {})
            .run("collect", file.toString());
    assertThat(exit).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(Exit.DONE);
    return out.toString(StandardCharsets.UTF_8);
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

  /** An MBean as Tomcat makes them: its attributes begin with a small letter. */
  private record Modelled(Map<String, Object> values) implements DynamicMBean {
    @Override
    public Object getAttribute(String attribute) throws AttributeNotFoundException {
      Object value = values.get(attribute);
      if (value == null) {
        throw new AttributeNotFoundException(attribute);
      }
      return value;
    }

    @Override
    public AttributeList getAttributes(String[] attributes) {
      AttributeList found = new AttributeList();
      for (String attribute : attributes) {
        if (values.containsKey(attribute)) {
          found.add(new Attribute(attribute, values.get(attribute)));
        }
      }
      return found;
    }

    @Override
    public void setAttribute(Attribute attribute) {
      throw new UnsupportedOperationException();
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Object invoke(String action, Object[] values, String[] signature) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MBeanInfo getMBeanInfo() {
      MBeanAttributeInfo[] attributes =
          values.entrySet().stream()
              .map(e ->
                  new MBeanAttributeInfo(
                      e.getKey(), e.getValue().getClass().getName(), "", true, false, false))
              .toArray(MBeanAttributeInfo[]::new);
      return new MBeanInfo("Modelled", "", attributes, null, null, null);
    }
  }

  @Test
  void tomcat() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    Map<ObjectName, Object> tree =
        Map.of(
            new ObjectName("Catalina:type=ThreadPool,name=\"http-nio-8080\""),
            new Modelled(
                Map.of(
                    "currentThreadsBusy", 2,
                    "currentThreadCount", 10,
                    "maxThreads", 200,
                    "connectionCount", 7L)),
            new ObjectName("Catalina:type=GlobalRequestProcessor,name=\"http-nio-8080\""),
            new Modelled(
                Map.of(
                    "requestCount", 40, "errorCount", 1, "processingTime", 1500L, "bytesSent", 9L)),
            new ObjectName("Catalina:type=Manager,host=localhost,context=/shop"),
            new Modelled(Map.of("activeSessions", 5, "expiredSessions", 12L)));
    for (var entry : tree.entrySet()) {
      server.registerMBean(entry.getValue(), entry.getKey());
    }
    try {
      assertThat(collect("tomcat.yaml", Map.of("TOMCAT_JMX", "local")))
          .contains("tomcat_threads_busy{connector=\"http-nio-8080\",target=\"tomcat\"} 2.0\n")
          .contains("tomcat_requests_total{connector=\"http-nio-8080\",target=\"tomcat\"} 40.0\n")
          .contains(
              "tomcat_processing_seconds_total{connector=\"http-nio-8080\",target=\"tomcat\"}"
                  + " 1.5\n")
          .contains(
              "tomcat_sessions_active{context=\"/shop\",host=\"localhost\",target=\"tomcat\"}"
                  + " 5.0\n")
          .contains("tomcat_memory_pool_used_bytes{pool=\"Metaspace\",target=\"tomcat\"} ");
    } finally {
      for (ObjectName name : tree.keySet()) {
        server.unregisterMBean(name);
      }
    }
  }
}
