package io.sonde.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.observe.ObserveFeature;
import io.helidon.webserver.testing.junit5.ServerTest;
import io.helidon.webserver.testing.junit5.SetUpServer;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sonde.exposition.Exposition;
import io.sonde.exposition.Exposition.Source;
import io.sonde.exposition.Format;
import io.sonde.metrics.Instruments;
import io.sonde.testing.FreshMeters;
import io.sonde.testing.RawHttp;
import io.sonde.testing.RawHttp.Answer;
import io.sonde.web.answers.AnswerPermits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Families so large that their bytes are kept: nobody who scrapes can tell. */
@ServerTest
class RenderedScrapeTest {
  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

  /** Lines that make a family a large one. */
  private static final int LARGE = 2_000;

  /** What each of two targets exposes at the moment. */
  private static volatile List<MetricSnapshots> latest = List.of();

  private static final FreshMeters METERS = new FreshMeters();

  private final int port;

  RenderedScrapeTest(WebServer server) {
    port = server.port();
  }

  @SetUpServer
  static void server(WebServerConfig.Builder server) {
    var exposition =
        new Exposition(
            List.of(
                new Source("one", () -> latest.get(0)), new Source("two", () -> latest.get(1))));
    server
        .useNio(false)
        .connectionOptions(options -> options.tcpNoDelay(true))
        .featuresDiscoverServices(false)
        .addFeature(
            ObserveFeature.just(
                new MetricsObserver(
                    exposition,
                    new Instruments(METERS.registry()).scrapes(Format.labels()),
                    new AnswerPermits(10))));
  }

  @AfterAll
  static void close() {
    METERS.close();
  }

  @BeforeEach
  void expose() {
    latest = List.of(exposed("one", 1), exposed("two", 1));
  }

  /** Small and large families in turn, some of them of both targets. */
  private static MetricSnapshots exposed(String target, int value) {
    return MetricSnapshots.of(
        gauge("a_small", target, 1, value),
        gauge("b_large", target, LARGE, value),
        gauge("c_large_together", target, LARGE / 2, value),
        gauge("d_small_" + target, target, 3, value),
        counter(target, value),
        histogram(target, value),
        gauge("g_only_" + target, target, LARGE + 1, value));
  }

  private static MetricSnapshot gauge(String name, String target, int points, int value) {
    var gauge = GaugeSnapshot.builder().name(name).help("Größe \\ of\nthings.");
    for (int i = 0; i < points; i++) {
      gauge.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(Labels.of("path", "\"C:\\é€😀\"\n" + i, "target", target))
              .value(value)
              .build());
    }
    return gauge.build();
  }

  private static MetricSnapshot counter(String target, int value) {
    var counter = CounterSnapshot.builder().name("e_reads").help("Reads.");
    for (int i = 0; i < LARGE; i++) {
      counter.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(Labels.of("i", "" + i, "target", target))
              .value(value)
              .build());
    }
    return counter.build();
  }

  private static MetricSnapshot histogram(String target, int value) {
    var histogram = HistogramSnapshot.builder().name("f_seconds").help("Seconds.");
    for (int i = 0; i < LARGE / 4; i++) {
      histogram.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(Labels.of("i", "" + i, "target", target))
              .classicHistogramBuckets(
                  ClassicHistogramBuckets.of(
                      List.of(0.1, Double.POSITIVE_INFINITY), List.of(value, value)))
              .sum(value)
              .build());
    }
    return histogram.build();
  }

  /** What client_java writes of all of it at once. */
  private static byte[] expected(Format format) throws IOException {
    var all = new Exposition(latest.stream().map(one -> new Source("", () -> one)).toList());
    var out = new ByteArrayOutputStream();
    format.write(all.snapshots(Set.of()), out);
    return out.toByteArray();
  }

  /** What one gzip member holds; fails when there is more than one, or what it says is not so. */
  private static byte[] member(byte[] gzip) throws DataFormatException {
    assertThat(Arrays.copyOf(gzip, 4)).containsExactly(0x1f, 0x8b, 8, 0);
    var out = new ByteArrayOutputStream();
    var inflater = new Inflater(true);
    inflater.setInput(gzip, 10, gzip.length - 10);
    var buffer = new byte[8192];
    while (!inflater.finished()) {
      int count = inflater.inflate(buffer);
      assertThat(count == 0 && inflater.needsInput()).as("it ends too early").isFalse();
      out.write(buffer, 0, count);
    }
    assertThat(inflater.getRemaining()).isEqualTo(8);
    inflater.end();
    byte[] bytes = out.toByteArray();
    var crc = new CRC32();
    crc.update(bytes);
    var trailer = ByteBuffer.wrap(gzip, gzip.length - 8, 8).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(trailer.getInt()).isEqualTo((int) crc.getValue());
    assertThat(trailer.getInt()).isEqualTo(bytes.length);
    return bytes;
  }

  private static byte[] plain(Answer answer) throws DataFormatException {
    return "gzip".equals(answer.header("Content-Encoding")) ? member(answer.body()) : answer.body();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TEXT        | text/plain                   | identity",
        "TEXT        | text/plain                   | gzip",
        "OPENMETRICS | application/openmetrics-text | identity",
        "OPENMETRICS | application/openmetrics-text | gzip",
        "PROTOBUF    | " + PROTOBUF + "             | identity",
        "PROTOBUF    | " + PROTOBUF + "             | gzip"
      })
  void theBytesAreThoseOfTheWriters(Format format, String accept, String encoding)
      throws IOException, DataFormatException {
    String[] headers = {"Accept: " + accept, "Accept-Encoding: " + encoding};
    try (var http = new RawHttp(port)) {
      for (int value = 1; value <= 2; value++) {
        latest = List.of(latest.get(0), exposed("two", value));
        for (int scrape = 1; scrape <= 3; scrape++) {
          var head = http.exchange("HEAD", "/metrics", headers);
          var get = http.exchange("GET", "/metrics", headers);

          assertThat(plain(get)).as("scrape %d", scrape).isEqualTo(expected(format));
          assertThat(head.header("Content-Length")).isEqualTo("" + get.body().length);
        }
      }
    }
  }

  @Test
  void namesSelectAmongThem() throws IOException, DataFormatException {
    try (var http = new RawHttp(port)) {
      for (String encoding : List.of("identity", "gzip", "identity")) {
        var answer =
            http.exchange(
                "GET",
                "/metrics?name%5B%5D=e_reads_total&name%5B%5D=a_small&name%5B%5D=g_only_two",
                "Accept-Encoding: " + encoding);

        assertThat(new String(plain(answer), StandardCharsets.UTF_8))
            .isEqualTo(
                new String(expected(Format.TEXT), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.matches(".*(e_reads_total|a_small|g_only_two).*"))
                    .collect(Collectors.joining("\n", "", "\n")));
      }
    }
  }

  @Test
  void whatIsGoneIsNotSeenAgain() throws IOException {
    try (var http = new RawHttp(port)) {
      http.exchange("GET", "/metrics", "Accept-Encoding: gzip");
      latest = List.of(MetricSnapshots.of(), MetricSnapshots.of(gauge("b_large", "two", 2, 7)));

      assertThat(http.exchange("GET", "/metrics").body()).isEqualTo(expected(Format.TEXT));
    }
  }

  @Test
  void familiesAreWholeWhileTheyAreReplaced() throws InterruptedException, ExecutionException {
    var over = new AtomicBoolean();
    try (var threads = Executors.newFixedThreadPool(4)) {
      var readers = new ArrayList<Future<Integer>>();
      for (String encoding : List.of("identity", "gzip", "gzip")) {
        readers.add(threads.submit(reader(encoding, over)));
      }
      try {
        for (int value = 2; value < 30; value++) {
          latest = List.of(exposed("one", value), exposed("two", value));
        }
      } finally {
        over.set(true);
      }
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isPositive();
      }
    }
  }

  /** Scrapes until it is over; each family of a target must have one value. */
  private Callable<Integer> reader(String encoding, AtomicBoolean over) {
    return () -> {
      int scrapes = 0;
      try (var http = new RawHttp(port)) {
        do {
          var answer = http.exchange("GET", "/metrics", "Accept-Encoding: " + encoding);
          var text = new String(plain(answer), StandardCharsets.UTF_8);
          var values =
              text.lines()
                  .filter(line -> line.startsWith("b_large{"))
                  .collect(
                      Collectors.groupingBy(
                          line -> line.contains("target=\"one\""),
                          Collectors.mapping(
                              line -> line.substring(line.lastIndexOf(' ')), Collectors.toSet())));
          assertThat(values.values()).hasSize(2).allSatisfy(one -> assertThat(one).hasSize(1));
          scrapes++;
        } while (!over.get());
      }
      return scrapes;
    };
  }
}
