package io.sonde.web.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.sonde.testing.CapturedLog;
import io.sonde.testing.FreshMeters;
import io.sonde.testing.RawHttp;
import io.sonde.testing.RawHttp.Answer;
import io.sonde.testing.Samples;
import io.sonde.web.MetricsObserver;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are many, slow, gone or unlucky. */
@Timeout(120)
class ScrapeBoundsTest {
  /** A scrape that needs a permit like any other, and no time. */
  private static final String NO_WORK = "/metrics?name%5B%5D=nothing";

  private final FreshMeters meters = new FreshMeters();
  private final CapturedLog log = new CapturedLog("io");
  private @Nullable WebServer server;

  /** The thread that answers the scrape which came last. */
  private volatile @Nullable Thread answering;

  private final AtomicLong clock = new AtomicLong();

  @BeforeEach
  void nothingRuns() {
    answering = null;
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop();
    }
    log.close();
    meters.close();
  }

  private int serve(Supplier<MetricSnapshots> snapshots, AnswerPermits permits) {
    return serve(snapshots, permits, false);
  }

  private int serve(Supplier<MetricSnapshots> snapshots, AnswerPermits permits, boolean nio) {
    server =
        WebServer.builder()
            .port(0)
            .host("localhost")
            .shutdownHook(false)
            .useNio(nio)
            .connectionOptions(options -> options.tcpNoDelay(true).socketSendBufferSize(32 * 1024))
            .featuresDiscoverServices(false)
            .routing(routing ->
                routing.addFilter((chain, _, _) -> {
                  answering = Thread.currentThread();
                  chain.proceed();
                }))
            .addFeature(
                ObserveFeature.just(
                    new MetricsObserver(
                        new Exposition(List.of(new Source("test", snapshots))),
                        new Instruments(meters.registry()).scrapes(Format.labels()),
                        permits)))
            .build()
            .start();
    return server.port();
  }

  /** Permits whose time is that of the test. */
  private AnswerPermits permits(int limit, Duration patience) {
    return new AnswerPermits(limit, patience, clock::get);
  }

  /** About {@code megabytes} MB of text. */
  private static MetricSnapshots big(int megabytes) {
    var big = GaugeSnapshot.builder().name("big").help("Big.");
    String shard = "s".repeat(160);
    for (int i = 0; i < megabytes * 5_000; i++) {
      big.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(Labels.of("shard", shard + i, "target", "orders-db"))
              .value(i)
              .build());
    }
    return MetricSnapshots.of(big.build());
  }

  private static byte[] text(MetricSnapshots snapshots) throws IOException {
    var out = new ByteArrayOutputStream();
    Format.TEXT.write(snapshots, out);
    return out.toByteArray();
  }

  private static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time: " + what).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  /** The socket is full, so that the thread waits for the reader; or it has written everything. */
  private void untilTheServerWaitsForTheReader() {
    until("the server waits for the reader", () -> waitsForASocket(answering));
  }

  private static boolean waitsForASocket(@Nullable Thread thread) {
    return thread != null
        && (thread.getState() == Thread.State.TERMINATED
            || (thread.getState() == Thread.State.WAITING
                && Arrays.stream(thread.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().startsWith("sun.nio.ch."))));
  }

  private static Answer scrape(int port) throws IOException {
    try (var http = new RawHttp(port)) {
      return http.exchange("GET", "/metrics");
    }
  }

  private static void untilThereIsAPlace(int port) {
    until(
        "there is a permit again",
        () -> {
          try {
            return scrape(port).status() == 200;
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void twentyMegabytesReachASlowReaderWhole(boolean gzip) throws IOException {
    MetricSnapshots snapshots = big(20);
    byte[] expected = text(snapshots);
    assertThat(expected.length).isGreaterThan(20_000_000);
    int port = serve(() -> snapshots, new AnswerPermits(1));

    byte[] body;
    try (var http = new RawHttp(port, 4 * 1024)) {
      http.request("GET", "/metrics", gzip ? "Accept-Encoding: gzip" : "Accept-Encoding: identity");
      untilTheServerWaitsForTheReader();
      body = slowly(http);
    }

    byte[] plain = gzip ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body;
    assertThat(Arrays.mismatch(plain, expected)).as("first byte that differs").isEqualTo(-1);
  }

  /** Reads in small pieces, and now and then not before the server can write no more. */
  private byte[] slowly(RawHttp http) throws IOException {
    Answer start = http.start();
    assertThat(start.status()).isEqualTo(200);
    int length = Integer.parseInt(Objects.requireNonNull(start.header("Content-Length")));
    var body = new ByteArrayOutputStream();
    for (int pieces = 0; body.size() < length; pieces++) {
      if (pieces % 2000 == 0) {
        untilTheServerWaitsForTheReader();
      }
      byte[] some = http.in().readNBytes(Math.min(length - body.size(), 777));
      assertThat(some).isNotEmpty();
      body.writeBytes(some);
    }
    return body.toByteArray();
  }

  @Test
  void scrapesBeyondTheBoundAreRefusedAndTheNextIsAnswered() throws Exception {
    var go = new CountDownLatch(1);
    AnswerPermits permits = new AnswerPermits(2, Duration.ofMillis(1), System::nanoTime);
    int port =
        serve(
            () -> {
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return Samples.ofEveryType();
            },
            permits);

    try (var one = new RawHttp(port);
        var two = new RawHttp(port);
        var three = new RawHttp(port)) {
      one.request("GET", "/metrics");
      two.request("HEAD", "/observe/metrics");
      until("both have a permit", () -> permits.inUse() == 2);

      for (String method : List.of("GET", "HEAD")) {
        Answer refused = three.exchange(method, "/metrics");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Vary")).isEqualTo("Accept, Accept-Encoding");
      }
      assertThat(three.exchange("GET", "/metrics").text())
          .isEqualTo("already 2 scrapes in flight\n");
      // What is no scrape needs no permit.
      assertThat(three.exchange("POST", "/metrics").status()).isEqualTo(405);

      go.countDown();
      assertThat(one.answer(false).body()).isEqualTo(text(Samples.ofEveryType()));
      assertThat(two.answer(true).status()).isEqualTo(200);
    }
    untilThereIsAPlace(port);
    assertThat(log.lines()).noneMatch(line -> line.contains("SEVERE") || line.contains("WARNING"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoStopsReadingIsDisconnectedAtTheDeadline(boolean nio) throws IOException {
    MetricSnapshots snapshots = big(2);
    AnswerPermits permits = permits(1, Duration.ZERO);
    int port = serve(() -> snapshots, permits, nio);

    try (var stalled = new RawHttp(port, 4 * 1024)) {
      stalled.request("GET", "/metrics");
      untilTheServerWaitsForTheReader();
      clock.addAndGet(AnswerPermits.STALLED.toNanos() - 1);
      try (var second = new RawHttp(port)) {
        assertThat(second.exchange("HEAD", NO_WORK).status()).isEqualTo(503);
      }

      clock.addAndGet(AnswerPermits.LONGEST.toNanos());
      permits.sweep();
      untilTheHead(port, 200);

      // What it had not read by then is cut short.
      assertThatThrownBy(() -> stalled.answer(false))
          .isInstanceOfAny(EOFException.class, SocketException.class);
    }
    assertThat(log.lines().stream().filter(line -> line.startsWith("WARNING")))
        .containsExactly("WARNING scrape by 127.0.0.1: not read within PT2M, disconnected");
  }

  @Test
  void whoTakesNothingLosesItsPlaceToOneThatWaits() throws IOException {
    MetricSnapshots snapshots = big(2);
    int port = serve(() -> snapshots, permits(1, AnswerPermits.PATIENCE));

    try (var stalled = new RawHttp(port, 4 * 1024);
        var waiting = new RawHttp(port)) {
      stalled.request("GET", "/metrics");
      untilTheServerWaitsForTheReader();
      clock.addAndGet(AnswerPermits.STALLED.toNanos());

      assertThat(waiting.exchange("HEAD", NO_WORK).status()).isEqualTo(200);
      assertThatThrownBy(() -> stalled.answer(false))
          .isInstanceOfAny(EOFException.class, SocketException.class);
    }
    assertThat(log.lines().stream().filter(line -> line.startsWith("WARNING")))
        .as("there can be thousands")
        .isEmpty();
  }

  private static void untilTheHead(int port, int status) {
    until(
        "HEAD gets " + status,
        () -> {
          try (var http = new RawHttp(port)) {
            return http.exchange("HEAD", NO_WORK).status() == status;
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void whoGoesAwayLeavesNothingBehind(String encoding) throws IOException {
    MetricSnapshots snapshots = big(2);
    // Two: the HEAD before may not have left its own yet. Five times: more than there are.
    int port = serve(() -> snapshots, new AnswerPermits(2));

    for (int i = 0; i < 5; i++) {
      answering = null;
      try (var http = new RawHttp(port, 4 * 1024)) {
        http.request("GET", "/metrics", "Accept-Encoding: " + encoding);
        untilTheServerWaitsForTheReader();
        assertThat(http.in().readNBytes(1000)).hasSize(1000);
        // A reset, as of a process that was killed.
        http.socket().setSoLinger(true, 0);
      }
      untilTheHead(port, 200);
    }

    assertThat(log.lines())
        .noneMatch(line -> line.startsWith("WARNING") || line.startsWith("SEVERE"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void whatFailsBeforeTheFirstByteIsA500WithoutASecret(String method) throws IOException {
    int port =
        serve(
            () -> {
              throw new LinkageError("password=hunter2");
            },
            new AnswerPermits(1));

    try (var http = new RawHttp(port)) {
      for (int i = 0; i < 3; i++) {
        Answer answer = http.exchange(method, "/metrics", "Accept-Encoding: gzip");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).doesNotContain("hunter2").doesNotContain("Error");
        assertThat(answer.header("Content-Encoding")).isNull();
        assertThat(answer.header("Vary")).isEqualTo("Accept, Accept-Encoding");
      }
    }
    assertThat(log.lines())
        .contains("SEVERE a scrape failed (java.lang.LinkageError: password=hunter2)");
  }

  @Test
  void metricsMoveWithTheObserveFeature() throws IOException {
    var observer =
        new MetricsObserver(
            new Exposition(List.of(new Source("samples", Samples::ofEveryType))),
            new Instruments(meters.registry()).scrapes(Format.labels()),
            new AnswerPermits(1));
    server =
        WebServer.builder()
            .port(0)
            .host("localhost")
            .shutdownHook(false)
            .featuresDiscoverServices(false)
            .putSocket("admin", socket -> socket.port(0).host("localhost").useNio(false))
            .addFeature(
                ObserveFeature.builder()
                    .observersDiscoverServices(false)
                    .addObserver(observer)
                    .endpoint("/ops")
                    .sockets(List.of("admin"))
                    .build())
            .build()
            .start();

    try (var face = new RawHttp(server.port());
        var admin = new RawHttp(server.port("admin"))) {
      assertThat(admin.exchange("GET", "/metrics").status()).isEqualTo(200);
      assertThat(admin.exchange("GET", "/ops/metrics").status()).isEqualTo(200);
      assertThat(admin.exchange("GET", "/observe/metrics").status()).isEqualTo(404);
      assertThat(face.exchange("GET", "/metrics").status()).isEqualTo(404);
      assertThat(face.exchange("GET", "/ops/metrics").status()).isEqualTo(404);
    }
  }
}
