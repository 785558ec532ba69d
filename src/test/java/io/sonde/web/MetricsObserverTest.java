package io.sonde.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.observe.ObserveFeature;
import io.helidon.webserver.testing.junit5.ServerTest;
import io.helidon.webserver.testing.junit5.SetUpServer;
import io.prometheus.metrics.expositionformats.generated.Metrics;
import io.sonde.exposition.Coding;
import io.sonde.exposition.Exposition;
import io.sonde.exposition.Exposition.Source;
import io.sonde.exposition.Format;
import io.sonde.metrics.HelidonMeters;
import io.sonde.metrics.Instruments;
import io.sonde.testing.Await;
import io.sonde.testing.FreshMeters;
import io.sonde.testing.RawHttp;
import io.sonde.testing.Samples;
import io.sonde.web.answers.AnswerPermits;
import io.sonde.web.status.Scrapers;
import io.sonde.web.status.Scrapers.Scraper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ServerTest
class MetricsObserverTest {
  private static final FreshMeters METERS = new FreshMeters();
  private static final CompletableFuture<Scrapers> SCRAPERS = new CompletableFuture<>();

  private final int port;
  private final HelidonMeters meters = new HelidonMeters(METERS.registry());
  private RawHttp http;

  MetricsObserverTest(WebServer server) throws IOException {
    port = server.port();
    http = new RawHttp(port);
  }

  @SetUpServer
  static void server(WebServerConfig.Builder server) {
    var exposition = new Exposition(List.of(new Source("samples", Samples::ofEveryType)));
    server
        .useNio(false)
        .connectionOptions(options -> options.tcpNoDelay(true))
        .routing(routing -> routing.get("/", (_, response) -> response.send("OK")))
        .featuresDiscoverServices(false)
        .addFeature(ObserveFeature.just(observer(exposition)));
  }

  private static MetricsObserver observer(Exposition exposition) {
    var observer =
        new MetricsObserver(
            exposition,
            new Instruments(METERS.registry()).scrapes(Format.labels()),
            new AnswerPermits(2));
    SCRAPERS.complete(observer.scrapers());
    return observer;
  }

  @BeforeEach
  void connect() throws IOException {
    http = new RawHttp(port);
  }

  @AfterEach
  void disconnect() throws IOException {
    http.close();
  }

  @AfterAll
  static void close() {
    METERS.close();
  }

  private static byte[] expected(Format format) throws IOException {
    var out = new ByteArrayOutputStream();
    format.write(Samples.ofEveryType(), out);
    return out.toByteArray();
  }

  private static byte[] unzipped(byte[] body) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return in.readAllBytes();
    }
  }

  private double scrapes(String format) {
    var out = new ByteArrayOutputStream();
    try {
      Format.TEXT.write(meters.get(), out);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith("sonde_scrapes_total{format=\"" + format + "\"} "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/observe/metrics", "/metrics"})
  void servesTheExpositionAtBothPaths(String path) throws IOException {
    var answer = http.exchange("GET", path);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.header("Vary")).isEqualTo("Accept, Accept-Encoding");
    assertThat(answer.header("Content-Encoding")).isNull();
    assertThat(answer.body()).isEqualTo(expected(Format.TEXT));
  }

  @Test
  void whoScrapesIsKnown() throws Exception {
    http.exchange("HEAD", "/metrics", "Accept-Encoding: gzip");
    var begun = Instant.now();
    var answer = http.exchange("GET", "/metrics", "Accept-Encoding: gzip");
    var scrapers = SCRAPERS.join();
    var latest =
        Await.until(scrapers::all, all -> !all.isEmpty() && !all.getFirst().last().isBefore(begun))
            .getFirst();
    assertThat(latest)
        .isEqualTo(
            new Scraper(
                "127.0.0.1", Format.TEXT, Coding.GZIP, latest.last(), answer.body().length));
  }

  @Test
  void noMoreThanFiftyScrapersAreRemembered() {
    var scrapers = new Scrapers();
    for (int n = 0; n < 1_000; n++) {
      scrapers.answered("10.0.0." + n, Format.TEXT, Coding.GZIP, Instant.EPOCH, n);
      scrapers.answered("10.0.0.0", Format.TEXT, Coding.GZIP, Instant.EPOCH, n);
    }
    assertThat(scrapers.all()).hasSize(Scrapers.MOST);
    assertThat(scrapers.all().getFirst())
        .isEqualTo(new Scraper("10.0.0.0", Format.TEXT, Coding.GZIP, Instant.EPOCH, 999));
    assertThat(scrapers.all().getLast().address()).isEqualTo("10.0.0.951");
  }

  @Test
  void openMetricsWhenAskedFor() throws IOException {
    var answer =
        http.exchange(
            "GET",
            "/metrics",
            "Accept: application/openmetrics-text;version=1.0.0,",
            "Accept: text/plain;version=0.0.4;q=0.5,*/*;q=0.1");

    assertThat(answer.header("Content-Type"))
        .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(answer.header("Vary")).isEqualTo("Accept, Accept-Encoding");
    assertThat(answer.body()).isEqualTo(expected(Format.OPENMETRICS));
    assertThat(answer.text()).endsWith("\n# EOF\n");
  }

  @Test
  @SuppressWarnings("NonCanonicalType")
  void protobufWhenAskedFor() throws IOException {
    String type =
        "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
            + " encoding=delimited";
    var answer = http.exchange("GET", "/metrics", "Accept: " + type, "Accept-Encoding: gzip");

    assertThat(answer.header("Content-Type")).isEqualTo(type);
    assertThat(unzipped(answer.body())).isEqualTo(expected(Format.PROTOBUF));
    assertThat(
            Metrics.MetricFamily.parseDelimitedFrom(
                    new ByteArrayInputStream(unzipped(answer.body())))
                .getName())
        .isEqualTo("demo_queue_depth");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain;q=", ";;;", "application/json", "\"", "a/b;q=0.5;q=x"})
  void whateverIsAskedForThereIsAnAnswer(String accept) throws IOException {
    var answer = http.exchange("GET", "/metrics", "Accept: " + accept);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
  }

  @Test
  void gzipWhenAccepted() throws IOException {
    var answer = http.exchange("GET", "/metrics", "Accept-Encoding: gzip, deflate");

    assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(answer.header("Vary")).isEqualTo("Accept, Accept-Encoding");
    assertThat(unzipped(answer.body())).isEqualTo(expected(Format.TEXT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip;q=0", "identity", "br, deflate", "*;q=0"})
  void noGzipWhenRefused(String acceptEncoding) throws IOException {
    var answer = http.exchange("GET", "/metrics", "Accept-Encoding: " + acceptEncoding);

    assertThat(answer.header("Content-Encoding")).isNull();
    assertThat(answer.body()).isEqualTo(expected(Format.TEXT));
  }

  @ParameterizedTest
  @CsvSource({"text/plain, identity", "text/plain, gzip", "application/openmetrics-text, gzip"})
  void headSaysWhatGetWouldSendAndSendsNothing(String accept, String encoding) throws IOException {
    String[] headers = {"Accept: " + accept, "Accept-Encoding: " + encoding};
    var get = http.exchange("GET", "/metrics", headers);
    var head = http.exchange("HEAD", "/metrics", headers);
    // It would read a body that came all the same as its status line.
    var next = http.exchange("GET", "/");

    for (String name : List.of("Content-Type", "Content-Encoding", "Vary")) {
      assertThat(head.header(name)).as(name).isEqualTo(get.header(name));
    }
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("" + get.body().length);
    assertThat(next.text()).isEqualTo("OK");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"})
  void otherMethodsAreNotAllowed(String method) throws IOException {
    for (String path : List.of("/metrics", "/observe/metrics")) {
      var answer = http.exchange(method, path);

      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
      assertThat(answer.header("Vary")).isEqualTo("Accept, Accept-Encoding");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name%5B%5D=demo_requests_total&name%5B%5D=jvm_info",
        "name%5b%5d=demo_requests&other=1&name%5b%5d=jvm&name%5b%5d=nothing"
      })
  void namesSelectFamilies(String query) throws IOException {
    assertThat(http.exchange("GET", "/metrics?" + query).text())
        .isEqualTo(
            new String(expected(Format.TEXT), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("demo_requests") || line.contains("jvm"))
                .collect(Collectors.joining("\n", "", "\n")));
  }

  @Test
  void aNameThatNothingHasGivesAnEmptyExposition() throws IOException {
    var answer = http.exchange("GET", "/metrics?name%5B%5D=nothing");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void scrapesAreCountedByFormatAndOnlyThese() throws IOException {
    double text = scrapes("text");
    double openMetrics = scrapes("openmetrics");

    http.exchange("GET", "/metrics");
    http.exchange("GET", "/metrics", "Accept: application/openmetrics-text");
    http.exchange("HEAD", "/metrics");
    http.exchange("POST", "/metrics");
    http.exchange("GET", "/");

    assertThat(scrapes("text")).isEqualTo(text + 1);
    assertThat(scrapes("openmetrics")).isEqualTo(openMetrics + 1);
  }
}
