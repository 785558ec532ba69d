package io.sonde.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;
import io.helidon.health.HealthCheckType;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpFeature;
import io.sonde.metrics.BuildInfo;
import io.sonde.testing.Await;
import io.sonde.testing.CapturedLog;
import io.sonde.testing.ClosedPort;
import io.sonde.testing.Raw;
import io.sonde.testing.Settings;
import io.sonde.testing.TestPki;
import io.sonde.web.answers.AnswerPermits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {
  private static final BuildInfo BUILD =
      new BuildInfo("1.2.3", "0a1b2c3d4e5f", "2026-11-22T13:05:17Z", "25.0.1", "4.4.0");

  private static HttpServer start(String yaml, HttpFeature feature, HealthCheck... checks)
      throws IOException {
    return HttpServer.start(
        Settings.of(yaml).helidon(),
        BUILD,
        List.of(feature),
        List.of(),
        new AnswerPermits(1),
        List.of(checks));
  }

  private static HttpServer start(HttpFeature feature, HealthCheck... checks) throws IOException {
    return start("prefix: myapp", feature, checks);
  }

  private static HttpServer start(HealthCheck... checks) throws IOException {
    return start(_ -> {}, checks);
  }

  @Test
  void versionSaysWhatRuns() throws Exception {
    try (var server = start()) {
      String answer = Raw.exchange(server.port(), Raw.get("/version"));

      assertThat(answer)
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("Content-Type: application/json\r\n")
          .containsPattern(
              "\r\n\r\n\\{\"version\":\"1.2.3\",\"revision\":\"0a1b2c3d4e5f\","
                  + "\"buildTime\":\"2026-11-22T13:05:17Z\",\"java\":\"25.0.1\","
                  + "\"helidon\":\"4.4.0\",\"uptimeSeconds\":\\d+}$");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/version",
        "/observe/health",
        "/observe/health/live",
        "/observe/health/ready",
        "/observe/health/started"
      })
  void headHasNoBodyAndOtherMethodsGetTheOnesThereAre(String path) throws Exception {
    try (var server = start();
        var raw = Raw.connect(server.port())) {
      assertThat(raw.send(Raw.request("HEAD", path)).head())
          .matches("(?s)HTTP/1.1 20[04] .*")
          .contains("Content-Length: ");
      for (String method : List.of("POST", "DELETE", "PUT", "OPTIONS", "TRACE", "BREW")) {
        assertThat(raw.send(Raw.request(method, path)).answer())
            .as(method)
            .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
            .contains("\r\nAllow: GET, HEAD\r\n")
            .endsWith("\r\n\r\n405 Method Not Allowed\n");
      }
      assertThat(raw.send(Raw.get(path)).head()).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/nothing", "/versions", "/observe", "/observe/health/other"})
  void unknownPathsAreNotFound(String path) throws Exception {
    try (var server = start()) {
      assertThat(Raw.exchange(server.port(), Raw.get(path)))
          .startsWith("HTTP/1.1 404 Not Found\r\n")
          .endsWith("\r\n\r\n404 Not Found\n");
      assertThat(Raw.exchange(server.port(), Raw.request("POST", path)))
          .startsWith("HTTP/1.1 404 Not Found\r\n");
    }
  }

  @Test
  void whatFailsInsideIsForTheLogAndNotForTheClient() throws Exception {
    HttpFeature failing =
        routing ->
            routing
                .get(
                    "/fails",
                    (_, _) -> {
                      throw new IllegalStateException("the inside");
                    })
                .get(
                    "/refuses",
                    (_, _) -> {
                      throw new HttpException("the inside", Status.SERVICE_UNAVAILABLE_503, true);
                    });
    try (var server = start(failing);
        var log = new CapturedLog(ErrorHandlers.class.getName());
        var raw = Raw.connect(server.port())) {
      assertThat(raw.send(Raw.get("/fails?token=abc")).answer())
          .startsWith("HTTP/1.1 500 Internal Server Error\r\n")
          .endsWith("\r\n\r\n500 Internal Server Error\n");
      assertThat(raw.send(Raw.get("/refuses")).answer())
          .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
          .endsWith("\r\n\r\n503 Service Unavailable\n");

      assertThat(log.lines())
          .containsExactly(
              "SEVERE GET /fails failed (java.lang.IllegalStateException: the inside)");
    }
  }

  @Test
  void readyListensToTheChecksAndLiveDoesNot() throws Exception {
    try (var server = start(check("targets", HealthCheckResponse.Status.DOWN))) {
      assertThat(Raw.exchange(server.port(), Raw.get("/observe/health/ready")))
          .startsWith("HTTP/1.1 503 Service Unavailable\r\n");
      assertThat(Raw.exchange(server.port(), Raw.get("/observe/health/live")))
          .startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(Raw.exchange(server.port(), Raw.get("/observe/health/started")))
          .startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void aCheckThatThrowsIsDownAndKeepsItsReasonToItself() throws Exception {
    HealthCheck failing =
        new HealthCheck() {
          @Override
          public HealthCheckType type() {
            return HealthCheckType.READINESS;
          }

          @Override
          public HealthCheckResponse call() {
            throw new IllegalStateException("the inside");
          }
        };
    try (var server = start(failing);
        var log = new CapturedLog(HealthEndpoints.class.getName());
        var raw = Raw.connect(server.port())) {
      String answer = raw.send(Raw.get("/observe/health/ready")).halfClose().rest();

      assertThat(answer)
          .startsWith("HTTP/1.1 500 Internal Server Error\r\n")
          .doesNotContain("the inside")
          .doesNotContain("IllegalState");
      assertThat(log.lines()).hasSize(1);
    }
  }

  @Test
  void healthFollowsHelidonsKeys() throws Exception {
    try (var server =
        start(
            """
            server:
              features: {observe: {endpoint: /watch, observers: {health: {details: false}}}}
            """,
            _ -> {})) {
      assertThat(Raw.exchange(server.port(), Raw.get("/watch/health/ready")))
          .startsWith("HTTP/1.1 204 No Content\r\n");
      assertThat(Raw.exchange(server.port(), Raw.request("PUT", "/watch/health/ready")))
          .startsWith("HTTP/1.1 405 Method Not Allowed\r\n");
    }
  }

  @Test
  void observersMoveToTheListenerOfTheirOwn() throws Exception {
    try (var server =
        start(
            """
            server:
              sockets: {admin: {host: 127.0.0.1, port: 0}}
              features: {observe: {sockets: [admin]}}
            """,
            routing -> routing.get("/feature", (_, res) -> res.send("here")))) {
      int admin = server.port("admin");
      assertThat(admin).isNotEqualTo(server.port());
      assertThat(Raw.exchange(server.port(), Raw.get("/observe/health")))
          .startsWith("HTTP/1.1 404 Not Found\r\n");
      assertThat(Raw.exchange(admin, Raw.get("/observe/health"))).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(Raw.exchange(server.port(), Raw.get("/feature"))).endsWith("here");
      assertThat(Raw.exchange(admin, Raw.get("/feature")))
          .startsWith("HTTP/1.1 404 Not Found\r\n")
          .endsWith("404 Not Found\n");
      assertThat(Raw.exchange(admin, Raw.get("/version"))).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(Raw.exchange(admin, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"))
          .startsWith("HTTP/1.1 413 Request Entity Too Large\r\n")
          .endsWith("413 Request Entity Too Large\n");
    }
  }

  @Test
  void aListenerWithTlsServesTheSameAndNeitherFailedHandshakesNorSilenceCostAConnection(
      @TempDir Path folder) throws Exception {
    TestPki pki = TestPki.in(folder);
    List<Raw> silent = new ArrayList<>();
    String yaml =
        """
        server:
          sockets:
            secure:
              host: 127.0.0.1
              port: 0
              max-tcp-connections: 2
              tls:
                private-key:
                  pem:
                    key: {resource: {path: '%s'}}
                    cert-chain: {resource: {path: '%s'}}
        """
            .formatted(pki.key("server"), pki.certificate("server"));
    try (var server = start(yaml, _ -> {});
        var client = HttpClient.newBuilder().sslContext(pki.server("client")).build()) {
      for (int i = 0; i < 5; i++) {
        assertThat(answerWithoutTls(server.port("secure"))).doesNotContain("HTTP/1.1 200");
        silent.add(Raw.connect(server.port("secure")));
      }
      var request =
          HttpRequest.newBuilder(
                  URI.create("https://localhost:%d/version".formatted(server.port("secure"))))
              .timeout(Duration.ofSeconds(20))
              .build();

      assertThat(client.send(request, BodyHandlers.ofString()).body()).contains("\"1.2.3\"");
    } finally {
      for (Raw raw : silent) {
        raw.close();
      }
    }
  }

  /** What plain text is answered with: nothing where the connection is reset, which is as good. */
  private static String answerWithoutTls(int port) throws IOException {
    try (var noTls = Raw.connect(port)) {
      return noTls.send(Raw.get("/version")).halfClose().rest();
    } catch (SocketException e) {
      return "";
    }
  }

  @ParameterizedTest
  @CsvSource({"server.port", "server.sockets.admin.port"})
  void aTakenPortIsOneLine(String key) throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      boolean first = key.equals("server.port");
      String yaml =
          "server: {sockets: {admin: {host: 127.0.0.1, port: %d}}}".formatted(first ? 0 : port);
      var config = Settings.of(yaml, first ? port : 0).helidon();

      assertThatThrownBy(() ->
              HttpServer.start(
                  config, BUILD, List.of(), List.of(), new AnswerPermits(1), List.of()))
          .isInstanceOf(IOException.class)
          .hasMessage("%s: cannot listen on 127.0.0.1:%d: Address already in use", key, port);
    }
  }

  @Test
  void twoListenersOnOnePortAreOneLine() throws Exception {
    try (var own = new ClosedPort()) {
      int port = own.number();
      var config =
          Settings.of("server: {sockets: {admin: {host: 127.0.0.1, port: " + port + "}}}", port)
              .helidon();

      assertThatThrownBy(() ->
              HttpServer.start(
                  config, BUILD, List.of(), List.of(), new AnswerPermits(1), List.of()))
          .hasMessage(
              "server.sockets.admin.port: cannot listen on 127.0.0.1:%d: Address already in use",
              port);
    }
  }

  @Test
  void aHostThatIsNotOursIsOneLine() {
    assertThatThrownBy(
            () -> start("server: {sockets: {admin: {host: 192.0.2.1, port: 0}}}", _ -> {}))
        .hasMessageMatching(
            "server.sockets.admin.port: cannot listen on 192.0.2.1:0: "
                + "Cannot assign requested address.*");
    assertThatThrownBy(
            () -> start("server: {sockets: {admin: {host: no-such-host.invalid}}}", _ -> {}))
        .hasMessage("server: Failed to get address from host: no-such-host.invalid");
    assertThatThrownBy(() -> start("server: {features: {observe: {sockets: [no]}}}", _ -> {}))
        .hasMessageContaining("\"no\"");
  }

  private static boolean isRefused(int port) throws Exception {
    try (var _ = Raw.connect(port)) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  @Test
  void aRequestInFlightFinishesAndIdleConnectionsDoNotHoldTheStop() throws Exception {
    var arrived = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    HttpFeature slow =
        routing ->
            routing.get(
                "/slow",
                (_, response) -> {
                  arrived.countDown();
                  release.await();
                  response.send("finished");
                });
    try (var server = start("server: {shutdown-grace-period: PT1M}", slow);
        var silent = Raw.connect(server.port());
        var idle = Raw.connect(server.port());
        var stalled = Raw.connect(server.port());
        var raw = Raw.connect(server.port())) {
      try {
        idle.send(Raw.get("/version")).answer();
        stalled.send("GET / HTTP/1.1\r\nHost: ");
        raw.send(Raw.get("/slow"));
        assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> stop = CompletableFuture.runAsync(server::close);
        assertThat(silent.rest()).isEmpty();
        assertThat(idle.rest()).isEmpty();
        assertThat(stalled.rest()).isEmpty();
        Await.until(() -> isRefused(server.port()), refused -> refused);
        assertThat(stop).isNotDone();

        release.countDown();
        assertThat(raw.answer()).contains("\r\nConnection: close\r\n").endsWith("finished");
        assertThat(raw.rest()).isEmpty();
        assertThat(stop).succeedsWithin(20, TimeUnit.SECONDS);
      } finally {
        release.countDown(); // what failed above is said at once, not after the grace
      }
    }
  }

  @Test
  void requestsBeyondTheBoundOfTheirListenerGetA503() throws Exception {
    var arrived = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    HttpFeature slow =
        routing ->
            routing.get(
                "/slow",
                (_, response) -> {
                  arrived.countDown();
                  release.await();
                  response.send("finished");
                });
    String yaml =
        """
        server:
          max-concurrent-requests: 1
          sockets: {admin: {host: 127.0.0.1, port: 0}}
        """;
    try (var server = start(yaml, slow);
        var raw = Raw.connect(server.port())) {
      raw.send(Raw.get("/slow"));
      assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();

      assertThat(Raw.exchange(server.port(), Raw.get("/version")))
          .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
          .contains("\r\nConnection: close\r\n")
          .endsWith("\r\n\r\n503 Service Unavailable\n");
      assertThat(Raw.exchange(server.port("admin"), Raw.get("/version")))
          .startsWith("HTTP/1.1 200 OK\r\n");

      release.countDown();
      assertThat(raw.answer()).endsWith("finished");
      // Helidon gives the place back a moment after the answer.
      Await.until(
          () -> Raw.exchange(server.port(), Raw.get("/version")),
          answer -> answer.startsWith("HTTP/1.1 200 OK\r\n"));
    }
  }

  @Test
  void theGraceIsAllThatARequestGets() throws Exception {
    var arrived = new CountDownLatch(1);
    var ended = new CompletableFuture<Throwable>();
    HttpFeature endless =
        routing ->
            routing.get(
                "/endless",
                (_, _) -> {
                  arrived.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    ended.complete(e);
                    throw new CloseConnectionException("stopped", e);
                  }
                });
    try (var server = start("server: {shutdown-grace-period: PT0.05S}", endless);
        var raw = Raw.connect(server.port())) {
      raw.send(Raw.get("/endless"));
      assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();

      Runnable stop = server::close;
      stop.run();

      assertThat(ended.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void aClientThatLeftIsNobodysFailure() throws Exception {
    var arrived = new CountDownLatch(1);
    var left = new CountDownLatch(1);
    var written = new CompletableFuture<Void>();
    HttpFeature late =
        routing ->
            routing.get(
                "/late",
                (_, response) -> {
                  arrived.countDown();
                  left.await();
                  try (var out = response.outputStream()) {
                    for (int i = 0; i < 10_000; i++) {
                      out.write(new byte[10_000]);
                    }
                  } finally {
                    written.complete(null);
                  }
                });
    try (var server = start(late);
        var helidon = new CapturedLog("io.helidon.webserver.http.ErrorHandlers");
        var ours = new CapturedLog(ErrorHandlers.class.getName())) {
      try (var raw = Raw.connect(server.port())) {
        raw.send(Raw.get("/late"));
        assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
      }
      left.countDown();
      await(written);
      Runnable stop = server::close;
      stop.run(); // returns when the connection has ended and has logged what it had to log

      assertThat(helidon.lines()).isEmpty();
      assertThat(ours.lines()).isEmpty();
    }
  }

  private static void await(CompletableFuture<?> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    future.get(20, TimeUnit.SECONDS);
  }

  private static HealthCheck check(String name, HealthCheckResponse.Status status) {
    return new HealthCheck() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public HealthCheckType type() {
        return HealthCheckType.READINESS;
      }

      @Override
      public HealthCheckResponse call() {
        return HealthCheckResponse.builder().status(status).build();
      }
    };
  }
}
