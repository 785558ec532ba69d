package io.sonde.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.config.SimulationConfig;
import io.sonde.exposition.Exposition;
import io.sonde.exposition.Format;
import io.sonde.metrics.BuildInfo;
import io.sonde.metrics.HelidonMeters;
import io.sonde.metrics.Instruments;
import io.sonde.testing.FreshMeters;
import io.sonde.testing.Raw;
import io.sonde.testing.Settings;
import io.sonde.web.HttpServer;
import io.sonde.web.MetricsObserver;
import io.sonde.web.answers.AnswerPermits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A thousand requests that all wait in the handler at once, with a permit for no more. */
class FloodTest {
  private static final int PLACES = 1000;

  private final CountDownLatch inside = new CountDownLatch(PLACES);
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger notVirtual = new AtomicInteger();
  private final List<Raw> flood = new ArrayList<>();
  private FreshMeters meters;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    meters = new FreshMeters();
    var instruments = new Instruments(meters.registry());
    var handler =
        new SimulatedHandler(
            new SimulationConfig(
                true, "/", Duration.ofHours(1), 0, List.of(1.0), OptionalInt.empty()),
            PLACES,
            instruments.simulation("myapp", List.of(1.0)),
            new SplittableRandom(1),
            _ -> {
              if (!Thread.currentThread().isVirtual()) {
                notVirtual.incrementAndGet();
              }
              inside.countDown();
              release.await();
            },
            System::nanoTime);
    var exposition =
        new Exposition(
            List.of(new Exposition.Source("sonde", new HelidonMeters(meters.registry()))));
    var permits = new AnswerPermits(4);
    server =
        HttpServer.start(
            Settings.of("server: {max-tcp-connections: 1100}").helidon(),
            BuildInfo.read(),
            List.of(handler),
            List.of(new MetricsObserver(exposition, instruments.scrapes(Format.labels()), permits)),
            permits,
            List.of());
  }

  @AfterEach
  void stop() throws IOException {
    release.countDown();
    for (Raw raw : flood) {
      raw.close();
    }
    server.close();
    meters.close();
  }

  @Test
  void scrapesAndHealthAreAnsweredMeanwhile() throws Exception {
    for (int i = 0; i < PLACES; i++) {
      flood.add(Raw.connect(server.port()).send(Raw.get("/")));
    }
    assertThat(inside.await(60, TimeUnit.SECONDS)).as("all wait in the handler at once").isTrue();

    for (int i = 0; i < 10; i++) {
      assertThat(Raw.exchange(server.port(), Raw.get("/")))
          .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
          .contains("\r\nConnection: close\r\n")
          .endsWith("\r\n\r\n503 Service Unavailable\n");
    }
    assertThat(Raw.exchange(server.port(), Raw.get("/observe/health/ready")))
        .startsWith("HTTP/1.1 200 OK\r\n");
    assertThat(scrape())
        .contains("myapp_http_requests_total{method=\"GET\",status=\"200\"} 0.0\n")
        .contains("myapp_http_requests_total{method=\"GET\",status=\"503\"} 10.0\n");

    release.countDown();
    for (Raw raw : flood) {
      assertThat(raw.answer()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nOK");
    }
    assertThat(scrape())
        .contains("myapp_http_requests_total{method=\"GET\",status=\"200\"} 1000.0\n");
    assertThat(Raw.exchange(server.port(), Raw.get("/"))).endsWith("\r\n\r\nOK");
    assertThat(notVirtual).as("waits that block more than a virtual thread").hasValue(0);
  }

  private String scrape() throws IOException {
    try (var raw = Raw.connect(server.port())) {
      String request = "GET /observe/metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
      String answer = raw.send(request + "\r\n").rest();
      assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n");
      return answer;
    }
  }
}
