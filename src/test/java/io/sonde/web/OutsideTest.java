package io.sonde.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.exposition.Exposition;
import io.sonde.exposition.Format;
import io.sonde.metrics.BuildInfo;
import io.sonde.metrics.Instruments;
import io.sonde.testing.CapturedLog;
import io.sonde.testing.FreshMeters;
import io.sonde.testing.Raw;
import io.sonde.testing.Samples;
import io.sonde.testing.Settings;
import io.sonde.web.answers.AnswerPermits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No request from outside, whatever it is, gives a 500 or a word in the log. */
class OutsideTest {
  private static final List<String> PATHS =
      List.of(
          "/",
          "/metrics",
          "/observe/metrics",
          "/version",
          "/observe/health",
          "/observe/health/ready",
          "/nothing");

  private static FreshMeters meters;
  private static Exposition exposition;
  private static HttpServer server;

  private final CapturedLog log = new CapturedLog("io");

  @BeforeAll
  static void start() throws IOException {
    meters = new FreshMeters();
    exposition = new Exposition(List.of(new Exposition.Source("samples", Samples::ofEveryType)));
    var permits = new AnswerPermits(4);
    server =
        HttpServer.start(
            Settings.of("prefix: myapp").helidon(),
            BuildInfo.read(),
            List.of(routing ->
                routing.get("/", (request, response) -> response.send(request.query().toString()))),
            List.of(
                new MetricsObserver(
                    exposition,
                    new Instruments(meters.registry()).scrapes(Format.labels()),
                    permits)),
            permits,
            List.of());
  }

  @AfterAll
  static void stop() {
    server.close();
    exposition.close();
    meters.close();
  }

  @AfterEach
  void nothingIsLogged() {
    assertThat(log.lines().stream().filter(line -> line.contains("Exception"))).isEmpty();
    assertThat(log.lines().stream().filter(line -> line.startsWith("SEVERE"))).isEmpty();
    log.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%",
        "x=%",
        "%=x",
        "name[]=%",
        "name%5B%5D=%",
        "name%5B%5D=%2",
        "x=%zz",
        "x=%+1",
        "x=%-1",
        "x=%u0041",
        "a=b&c=%&d",
        "%%",
        "x=%%41"
      })
  void aMalformedQueryIsABadRequestEverywhere(String query) throws IOException {
    for (String path : PATHS) {
      for (String method : List.of("GET", "HEAD", "POST")) {
        try (var raw = Raw.connect(server.port())) {
          assertThat(raw.send(Raw.request(method, path + "?" + query)).head())
              .as(method + " " + path)
              .startsWith("HTTP/1.1 400 Bad Request\r\n");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%",
        "/%zz",
        "/metrics%",
        "/metrics/%2",
        "/metrics;x=%",
        "/observe/%",
        "/version%zz",
        "/{a}",
        "/[",
        "/\\",
        "http://[::1/metrics"
      })
  void aMalformedPathIsABadRequest(String path) throws IOException {
    assertThat(Raw.exchange(server.port(), Raw.get(path)))
        .startsWith("HTTP/1.1 400 Bad Request\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G\u001b[2JET /version HTTP/1.1",
        "GET\t/version HTTP/1.1",
        "G\u0000T /version HTTP/1.1",
        "G\u007fT /version HTTP/1.1",
        "G\u00c9T /version HTTP/1.1",
        "G(T /version HTTP/1.1",
        "\"GET\" /version HTTP/1.1",
        " /version HTTP/1.1",
        "GET",
        ""
      })
  void aMalformedRequestLineIsABadRequest(String line) throws IOException {
    assertThat(Raw.exchange(server.port(), line + "\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 400 Bad Request\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X\u001b[2J: a",
        "\u00e9: a",
        "X Y: a",
        "X",
        "X : a",
        "X: a\u0000",
        "Content-Length: a",
        "Transfer-Encoding: \u001b"
      })
  void aMalformedHeaderIsABadRequest(String header) throws IOException {
    assertThat(
            Raw.exchange(
                server.port(), "GET /version HTTP/1.1\r\nHost: a\r\n" + header + "\r\n\r\n"))
        .startsWith("HTTP/1.1 400 Bad Request\r\n");
  }

  @Test
  void oddRequestsGetAnAnswer() throws IOException {
    var requests = new ArrayList<String>();
    for (String target :
        List.of(
            "/metrics?",
            "/metrics?&&&",
            "/metrics?=",
            "/metrics?name[]",
            "/metrics?x=[",
            "/metrics?x={",
            "/metrics?x=\"",
            "/metrics?name[]=%ff",
            "/metrics?name[]=%00",
            "/metrics#%",
            "/%00",
            "/%ff",
            "/%c0%af",
            "//metrics",
            "/metrics/%2e%2e/version",
            "/../..",
            "*",
            "/metrics?\u00ff",
            "/metrics?a=b;c=d",
            "/:x",
            "/a:b@c",
            "/-/reload")) {
      requests.add(Raw.get(target));
    }
    for (String header :
        List.of(
            "Accept: \u00ff",
            "Accept: a/b;;;",
            "Accept: \"",
            "Accept-Encoding: %",
            "Cookie: %",
            "Content-Type: %",
            "Content-Type: a/b;c",
            "Authorization: Basic %",
            "Upgrade: h2c",
            "Expect: x",
            "Range: bytes=a",
            "Forwarded: for=%",
            "X-Forwarded-For: %%",
            "Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: x")) {
      for (String path : PATHS) {
        requests.add("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n");
      }
    }
    for (String request : requests) {
      assertThat(Raw.exchange(server.port(), request))
          .as(request)
          .matches("(?s)HTTP/1.1 [1-4]\\d\\d .*");
    }
  }
}
