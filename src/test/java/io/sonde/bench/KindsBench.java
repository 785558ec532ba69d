package io.sonde.bench;

import com.sun.management.ThreadMXBean;
import com.sun.net.httpserver.HttpServer;
import io.sonde.Kinds;
import io.sonde.collection.CollectionSet;
import io.sonde.collection.TargetCollection;
import io.sonde.metrics.Instruments;
import io.sonde.targets.jmx.JmxServerMain;
import io.sonde.testing.FreshMeters;
import io.sonde.testing.PostgresServer;
import io.sonde.testing.Settings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * What one collection costs for each kind of target, from the read to the samples: median time, and
 * what the JVM allocated, of 1,000 and 10,000 rows with a label and two values. The sources are
 * real ones on this machine; a remote JMX server is another JVM.
 *
 * <p>Arguments: collections to measure of each (50), after as many to warm up.
 */
public final class KindsBench {
  private KindsBench() {}

  /** One of the rows, as an MBean. */
  public interface Thing {
    long getSize();

    String getState();
  }

  public static void main(String[] args) throws Exception {
    int times = args.length > 0 ? Integer.parseInt(args[0]) : 50;
    // The JDK's HTTP server otherwise waits 40 ms for an acknowledgement between head and body.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.out.printf("%-16s %8s %12s %12s %12s%n", "target", "rows", "median ms", "best ms", "MB");
    Path folder = Files.createTempDirectory("kinds");
    try (var postgres = PostgresServer.start(folder)) {
      for (int rows : List.of(1_000, 10_000)) {
        measure(rows, times, postgres.port());
      }
    }
  }

  private static void measure(int rows, int times, int postgres) throws Exception {
    HttpServer http = http(rows);
    Process jvm = jvm(rows);
    try (var meters = new FreshMeters()) {
      var said = jvm.inputReader(StandardCharsets.UTF_8);
      String ready = said.readLine();
      int jmx = Integer.parseInt(ready.substring("ready ".length()));
      beans(rows);
      var config = Settings.of(yaml(rows, postgres, http.getAddress().getPort(), jmx));
      try (var collections =
          new CollectionSet(
              config, Kinds.onClassPath()::open, new Instruments(meters.registry()))) {
        for (TargetCollection collection : collections.all()) {
          measure(collection, rows, times);
        }
      }
    } finally {
      jvm.destroy();
      http.stop(0);
    }
  }

  private static void measure(TargetCollection collection, int rows, int times)
      throws InterruptedException {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var nanos = new ArrayList<Long>();
    long allocated = 0;
    for (int i = -times; i < times; i++) {
      long before = threads.getTotalThreadAllocatedBytes();
      long start = System.nanoTime();
      var fresh = collection.collect().orElseThrow();
      long took = System.nanoTime() - start;
      if (fresh.samples() != 2 * rows) {
        throw new IllegalStateException(collection.target() + ": " + fresh.message());
      }
      if (i >= 0) {
        nanos.add(took);
        allocated += threads.getTotalThreadAllocatedBytes() - before;
      }
    }
    nanos.sort(null);
    System.out.printf(
        "%-16s %8d %12.1f %12.1f %12.1f%n",
        collection.target(),
        rows,
        nanos.get(times / 2) / 1e6,
        nanos.getFirst() / 1e6,
        allocated / 1e6 / times);
  }

  private static HttpServer http(int rows) throws IOException {
    byte[] body =
        IntStream.rangeClosed(1, rows)
            .mapToObj("{\"name\":\"thing-%1$d\",\"size\":%1$d,\"ratio\":0.%1$d}"::formatted)
            .collect(Collectors.joining(",", "{\"things\":[", "]}"))
            .getBytes(StandardCharsets.UTF_8);
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static Process jvm(int rows) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.rmi.server.hostname=localhost",
            "-Dtest.port=0",
            "-Dtest.things=" + rows,
            "-cp",
            System.getProperty("java.class.path"),
            JmxServerMain.class.getName())
        .redirectErrorStream(true)
        .start();
  }

  private static void beans(int rows) throws Exception {
    var server = ManagementFactory.getPlatformMBeanServer();
    for (int i = 0; i < rows; i++) {
      var name = new ObjectName("sonde.test:type=Thing,name=" + i);
      if (!server.isRegistered(name)) {
        long size = i;
        Thing thing =
            new Thing() {
              @Override
              public long getSize() {
                return size;
              }

              @Override
              public String getState() {
                return "idle";
              }
            };
        server.registerMBean(new StandardMBean(thing, Thing.class), name);
      }
    }
  }

  private static String yaml(int rows, int postgres, int http, int jmx) {
    String collector =
        """
          - name: %s
            targets: [%s]
            every: 1h
            timeout: 5m
            max-samples: 100000
            %s
            metrics:
              - {name: %s_size, type: gauge, help: Size., labels: {name: %s}, value: %s}
              - {name: %s_more, type: gauge, help: More., labels: {name: %s}, value: %s}
        """;
    return """
    prefix: bench
    simulation: {enabled: false}
    targets:
      - {name: h2, jdbc: {url: "jdbc:h2:mem:kinds"}}
      - {name: postgresql, jdbc: {url: "jdbc:postgresql://localhost:%d/postgres", username: sonde, password: s3cret}}
      - {name: http, http: {url: "http://127.0.0.1:%d"}}
      - {name: jmx-local, jmx: {url: local}}
      - {name: jmx-remote, jmx: {url: "127.0.0.1:%d"}}
    collectors:
    """
            .formatted(postgres, http, jmx)
        + Arrays.asList(
                collector.formatted(
                    "h2",
                    "h2",
                    "sql: SELECT 'thing-' || X AS name, X AS size, X / 7.0 AS ratio FROM"
                        + " SYSTEM_RANGE(1, "
                        + rows
                        + ")",
                    "h2",
                    "name",
                    "size",
                    "h2",
                    "name",
                    "ratio"),
                collector.formatted(
                    "pg",
                    "postgresql",
                    "sql: SELECT 'thing-' || i AS name, i AS size, i / 7.0 AS ratio FROM"
                        + " generate_series(1, "
                        + rows
                        + ") AS i",
                    "pg",
                    "name",
                    "size",
                    "pg",
                    "name",
                    "ratio"),
                collector.formatted(
                    "json",
                    "http",
                    "get: /things\n    rows: $.things[*]",
                    "json",
                    "name",
                    "size",
                    "json",
                    "name",
                    "ratio"),
                collector.formatted(
                    "mbeans",
                    "jmx-local, jmx-remote",
                    "mbeans: sonde.test:type=Thing,name=*",
                    "mbeans",
                    "name",
                    "Size",
                    "mbeans",
                    "name",
                    "Size"))
            .stream()
            .collect(Collectors.joining());
  }
}
