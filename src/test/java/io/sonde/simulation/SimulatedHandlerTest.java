package io.sonde.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webclient.http1.Http1Client;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.testing.junit5.ServerTest;
import io.helidon.webserver.testing.junit5.SetUpRoute;
import io.helidon.webserver.testing.junit5.SetUpServer;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.config.SimulationConfig;
import io.sonde.metrics.HelidonMeters;
import io.sonde.metrics.Instruments;
import io.sonde.testing.FreshMeters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ServerTest
class SimulatedHandlerTest {
  private static final List<Double> BUCKETS = List.of(0.1, 0.3, 0.5, 0.7, 1.0);
  private static final FreshMeters METERS = new FreshMeters();
  private static final List<Long> WAITS = new ArrayList<>();
  private static final AtomicLong CLOCK = new AtomicLong();

  private final Http1Client client;

  SimulatedHandlerTest(Http1Client client) {
    this.client = client;
  }

  /** As Sonde does: the filter for CORS that Helidon would find answers OPTIONS with a 500. */
  @SetUpServer
  static void server(WebServerConfig.Builder server) {
    server.featuresDiscoverServices(false).clearFeatures();
  }

  @SetUpRoute
  static void routing(HttpRouting.Builder routing) {
    routing.addFeature(handler("/", Duration.ofMillis(800), 0));
    routing.addFeature(handler("/fails", Duration.ZERO, 1));
    routing.addFeature(handler("/third", Duration.ZERO, 0.3));
    routing.addFeature(handler("/{odd}/*", Duration.ZERO, 0));
    routing.get("/taken", (_, response) -> response.send("taken"));
    routing.addFeature(handler("/taken", Duration.ZERO, 0));
  }

  /** Each has instruments of its own, after its path. */
  private static SimulatedHandler handler(String path, Duration maxDelay, double errorRate) {
    return new SimulatedHandler(
        new SimulationConfig(true, path, maxDelay, errorRate, BUCKETS, OptionalInt.empty()),
        10,
        new Instruments(METERS.registry()).simulation(prefix(path), BUCKETS),
        new SplittableRandom(1),
        nanos -> {
          WAITS.add(nanos);
          CLOCK.addAndGet(nanos);
        },
        CLOCK::get);
  }

  private static String prefix(String path) {
    return "t" + path.replaceAll("[^a-z]", "");
  }

  @AfterAll
  static void clean() {
    METERS.close();
  }

  @Test
  void waitsForLessThanTheMostAndAnswersOk() {
    WAITS.clear();
    for (int i = 0; i < 200; i++) {
      var response = client.get("/").request(String.class);
      assertThat(response.status().code()).isEqualTo(200);
      assertThat(response.entity()).isEqualTo("OK");
    }

    assertThat(WAITS).hasSize(200).allMatch(nanos -> nanos >= 0 && nanos < 800_000_000L);
    assertThat(WAITS.stream().mapToLong(Long::longValue).average().orElseThrow())
        .isBetween(350e6, 450e6);
    assertThat(WAITS.stream().filter(nanos -> nanos < 100_000_000L).count()).isBetween(10L, 40L);
  }

  @Test
  void everyRequestIsCountedAndTimed() {
    WAITS.clear();
    double before = requests("/", "GET", "200");
    long timedBefore = latency("/").getCount();
    double sumBefore = latency("/").getSum();

    for (int i = 0; i < 10; i++) {
      client.get("/").request(String.class);
    }

    assertThat(requests("/", "GET", "200")).isEqualTo(before + 10);
    assertThat(latency("/").getCount()).isEqualTo(timedBefore + 10);
    assertThat(latency("/").getSum() - sumBefore)
        .isCloseTo(WAITS.stream().mapToLong(Long::longValue).sum() / 1e9, within(1e-6));
  }

  @Test
  void failsAtTheRate() {
    for (int i = 0; i < 20; i++) {
      var response = client.get("/fails").request(String.class);
      assertThat(response.status().code()).isEqualTo(500);
      assertThat(response.entity()).isEqualTo("500 Internal Server Error\n");
    }
    assertThat(requests("/fails", "GET", "500")).isEqualTo(20);

    for (int i = 0; i < 300; i++) {
      client.get("/third").request(String.class);
    }
    assertThat(requests("/third", "GET", "500")).isBetween(60.0, 120.0);
    assertThat(requests("/third", "GET", "500") + requests("/third", "GET", "200")).isEqualTo(300);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
  void answersEveryMethodWithoutABody(String method) {
    double before = requests("/", method, "200");

    var response = client.method(Method.create(method)).path("/").request(String.class);

    assertThat(response.status().code()).isEqualTo(200);
    assertThat(response.entity()).isEqualTo("OK");
    assertThat(requests("/", method, "200")).isEqualTo(before + 1);
  }

  @Test
  void headHasTheLengthAlone() {
    try (var response = client.head("/").request()) {
      assertThat(response.status().code()).isEqualTo(200);
      assertThat(response.headers().get(HeaderNames.CONTENT_LENGTH).get()).isEqualTo("2");
    }
    assertThat(requests("/", "HEAD", "200")).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "BREW"})
  void otherMethodsAreRefusedAndMakeNoSeries(String method) {
    int series = counters("/").size();

    var response = client.method(Method.create(method)).path("/").request(String.class);

    assertThat(response.status().code()).isEqualTo(405);
    assertThat(response.headers().get(HeaderNames.ALLOW).get())
        .isEqualTo("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    assertThat(counters("/")).hasSize(series);
  }

  @Test
  void answersAtItsPathAlone() {
    assertThat(client.get("/other").request(String.class).status().code()).isEqualTo(404);
    assertThat(client.get("/fails/more").request(String.class).status().code()).isEqualTo(404);
    // Such characters are the path itself, no pattern.
    assertThat(client.get("/a/b").request(String.class).status().code()).isEqualTo(404);
  }

  @Test
  void hidesNoOtherEndpoint() {
    assertThat(client.get("/taken").request(String.class).entity()).isEqualTo("taken");
  }

  private static List<CounterSnapshot.CounterDataPointSnapshot> counters(String path) {
    return family(CounterSnapshot.class, prefix(path) + "_http_requests").getDataPoints();
  }

  private static double requests(String path, String method, String status) {
    return counters(path).stream()
        .filter(point -> point.getLabels().equals(Labels.of("method", method, "status", status)))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }

  private static HistogramSnapshot.HistogramDataPointSnapshot latency(String path) {
    return family(HistogramSnapshot.class, prefix(path) + "_http_request_latency_seconds")
        .getDataPoints()
        .getFirst();
  }

  private static <S extends MetricSnapshot> S family(Class<S> type, String name) {
    return new HelidonMeters(METERS.registry())
        .get().stream()
            .filter(family -> family.getMetadata().getName().equals(name))
            .map(type::cast)
            .findFirst()
            .orElseThrow();
  }
}
