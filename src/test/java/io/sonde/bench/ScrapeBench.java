package io.sonde.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.helidon.metrics.api.MetricsFactory;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.observe.ObserveFeature;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sonde.exposition.Exposition;
import io.sonde.exposition.Exposition.Source;
import io.sonde.exposition.Format;
import io.sonde.metrics.Instruments;
import io.sonde.testing.RawHttp;
import io.sonde.web.MetricsObserver;
import io.sonde.web.answers.AnswerPermits;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bytes, time and processor time of one scrape of 100,000 series, over a real socket, when nothing
 * changed since the last one and when everything did: {@code ScrapeBench [series] [rounds]}.
 */
public final class ScrapeBench {
  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  private ScrapeBench() {}

  public static void main(String[] args) throws IOException {
    int series = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 40;
    List<MetricSnapshots> turns = List.of(snapshots(series), snapshots(series));
    var turn = new AtomicInteger();
    var observer =
        new MetricsObserver(
            new Exposition(List.of(new Source("bench", () -> turns.get(turn.get() % 2)))),
            new Instruments(MetricsFactory.getInstance().globalRegistry()).scrapes(Format.labels()),
            new AnswerPermits(10));
    WebServer server =
        WebServer.builder()
            .port(0)
            .host("localhost")
            .useNio(false)
            .connectionOptions(options -> options.tcpNoDelay(true))
            .featuresDiscoverServices(false)
            .addFeature(ObserveFeature.just(observer))
            .build()
            .start();
    System.out.printf("%d series, median of %d scrapes%n", series, rounds);
    System.out.printf("%-38s %12s %10s %10s%n", "format", "bytes", "wall ms", "process ms");
    for (String accept : List.of("text/plain", "application/openmetrics-text", PROTOBUF)) {
      for (String encoding : List.of("identity", "gzip")) {
        measure(server.port(), accept, encoding, "", rounds, () -> {});
        measure(server.port(), accept, encoding, ", changed", rounds, turn::incrementAndGet);
      }
    }
    System.out.println("resident: " + resident());
    server.stop();
  }

  private static MetricSnapshots snapshots(int series) {
    var all = MetricSnapshots.builder();
    int families = Math.max(1, series / 1000);
    for (int f = 0; f < families; f++) {
      var family =
          GaugeSnapshot.builder().name("bench_metric_" + f).help("Bench metric " + f + ".");
      for (int i = 0; i < series / families; i++) {
        family.dataPoint(
            GaugeDataPointSnapshot.builder()
                .labels(
                    Labels.of("target", "orders-db", "queue", "queue-" + i, "state", "s" + (i % 7)))
                .value(i * 1.5 + f)
                .build());
      }
      all.metricSnapshot(family.build());
    }
    return all.build();
  }

  private static void measure(
      int port, String accept, String encoding, String name, int rounds, Runnable before)
      throws IOException {
    var wall = new long[rounds];
    var cpu = new long[rounds];
    long bytes = 0;
    var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var reader = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (var http = new RawHttp(port)) {
      for (int i = -rounds / 2; i < rounds; i++) {
        before.run();
        long start = System.nanoTime();
        long used = process.getProcessCpuTime() - reader.getCurrentThreadCpuTime();
        bytes =
            http.exchange("GET", "/metrics", "Accept: " + accept, "Accept-Encoding: " + encoding)
                .body()
                .length;
        if (i >= 0) {
          wall[i] = System.nanoTime() - start;
          // The client runs in this process too: its thread's time is no time of the server.
          cpu[i] = process.getProcessCpuTime() - reader.getCurrentThreadCpuTime() - used;
        }
      }
    }
    System.out.printf(
        "%-38.38s %12d %10.1f %10.1f%n",
        accept.substring(accept.indexOf('/') + 1).replaceAll(";.*", "") + " " + encoding + name,
        bytes,
        median(wall) / 1e6,
        median(cpu) / 1e6);
  }

  private static long median(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static String resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .findFirst()
        .orElse("unknown");
  }
}
