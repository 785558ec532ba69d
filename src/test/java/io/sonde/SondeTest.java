package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sonde.testing.Raw;
import io.sonde.testing.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SondeTest {
  private static final String AT_ONCE = "simulation: {enabled: true, max-delay: 0ms}\n";

  private static String get(int port, String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    try (var raw = Raw.connect(port)) {
      return raw.send(request).rest();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/observe/metrics", "/metrics"})
  void aRequestIsSeenInTheNextScrape(String scrape) throws Exception {
    try (var sonde = Sonde.start(Settings.of(AT_ONCE))) {
      assertThat(get(sonde.port(), scrape))
          .contains("myapp_http_requests_total{method=\"GET\",status=\"200\"} 0.0\n");

      assertThat(get(sonde.port(), "/")).endsWith("\r\n\r\nOK");

      assertThat(get(sonde.port(), scrape))
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("myapp_http_requests_total{method=\"GET\",status=\"200\"} 1.0\n")
          .contains("myapp_http_request_latency_seconds_bucket{le=\"0.7\"} 1\n")
          .contains("sonde_build_info{")
          .contains("sonde_scrapes_total{format=\"text\"} 1.0\n")
          .contains("jvm_threads_current ");
    }
  }

  @Test
  void theSimulatedHandlerIsWhereItIsConfiguredOrNowhere() throws Exception {
    try (var sonde =
        Sonde.start(Settings.of("simulation: {enabled: true, path: /work, max-delay: 0ms}"))) {
      assertThat(get(sonde.port(), "/work")).endsWith("\r\n\r\nOK");
      assertThat(get(sonde.port(), "/")).startsWith("HTTP/1.1 404 ");
      assertThat(get(sonde.port(), "/version")).startsWith("HTTP/1.1 200 ");
    }
    try (var sonde = Sonde.start(Settings.of("simulation: {enabled: false}"))) {
      assertThat(get(sonde.port(), "/")).contains("<title>");
      assertThat(get(sonde.port(), "/metrics")).doesNotContain("myapp_http");
    }
  }

  @Test
  void startsAnewWithCleanMeters() throws Exception {
    for (int i = 0; i < 3; i++) {
      String prefix = "prefix: app" + i + "\n";
      try (var sonde = Sonde.start(Settings.of(prefix + AT_ONCE))) {
        get(sonde.port(), "/");
        String scrape = get(sonde.port(), "/metrics");
        assertThat(scrape)
            .contains("app%d_http_requests_total{method=\"GET\",status=\"200\"} 1.0\n".formatted(i))
            .contains("sonde_scrapes_total{format=\"text\"} 0.0\n");
        assertThat(scrape.lines().filter(line -> line.matches("app\\d_http_requests_total.*")))
            .allMatch(line -> line.startsWith(prefix.strip().substring("prefix: ".length())));
      }
    }
  }

  @Test
  void closesOnceAndLeavesNoThreadOfItsOwn() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    var sonde = Sonde.start(Settings.of(AT_ONCE));
    get(sonde.port(), "/");
    get(sonde.port(), "/metrics");
    sonde.close();
    sonde.close();

    assertEnded(before, "sonde-", "server-");
  }

  @Test
  void aTakenPortIsOneLineAndLeavesNothingRunning() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Set<Thread> before = Thread.getAllStackTraces().keySet();
      assertThatThrownBy(() -> Sonde.start(Settings.of(AT_ONCE, port)))
          .isInstanceOf(StartException.class)
          .hasMessage("server.port: cannot listen on 127.0.0.1:%d: Address already in use", port);
      assertEnded(before, "sonde-", "server-");
    }
    try (var sonde = Sonde.start(Settings.of(AT_ONCE))) {
      assertThat(get(sonde.port(), "/")).endsWith("\r\n\r\nOK");
    }
  }

  @Test
  void observersCanHaveAListenerOfTheirOwn() throws Exception {
    String yaml =
        AT_ONCE
            + """
            server:
              sockets: {admin: {host: 127.0.0.1, port: 0}}
              features: {observe: {sockets: [admin]}}
            """;
    try (var sonde = Sonde.start(Settings.of(yaml))) {
      int admin = sonde.port("admin");
      for (String path : new String[] {"/observe/metrics", "/metrics", "/observe/health/live"}) {
        assertThat(get(admin, path)).as(path).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(get(sonde.port(), path)).as(path).startsWith("HTTP/1.1 404 Not Found\r\n");
      }
      assertThat(get(sonde.port(), "/")).endsWith("\r\n\r\nOK");
      assertThat(get(admin, "/")).startsWith("HTTP/1.1 404 Not Found\r\n");
      assertThat(sonde.port("other")).isEqualTo(-1);
    }
  }

  /** A thread that was told to end may need a moment for it. */
  private static void assertEnded(Set<Thread> before, String... prefixes)
      throws InterruptedException {
    Set<Thread> begun = new HashSet<>(Thread.getAllStackTraces().keySet());
    begun.removeAll(before);
    for (Thread thread : begun) {
      if (Stream.of(prefixes).anyMatch(thread.getName()::startsWith)) {
        assertThat(thread.join(Duration.ofSeconds(20))).as(thread.getName()).isTrue();
      }
    }
  }
}
