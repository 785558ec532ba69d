package io.sonde.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.sonde.testing.Raw;
import io.sonde.testing.Settings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SlowHeadersTest {
  private final AtomicLong clock = new AtomicLong();
  private final SlowHeaders slowHeaders = new SlowHeaders(Duration.ofSeconds(10), clock::get);

  private WebServer start() {
    return Listeners.bounded(Settings.of("prefix: myapp").helidon().get("server"), slowHeaders)
        .routing(HttpRouting.builder().get("/", (_, response) -> response.send("OK")))
        .shutdownHook(false)
        .build()
        .start();
  }

  @Test
  void headersThatDoNotEndCloseTheirConnection() throws Exception {
    WebServer server = start();
    try (var slow = Raw.connect(server.port());
        var idle = Raw.connect(server.port())) {
      idle.send(Raw.get("/")).answer();
      slow.send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");

      assertThat(sweepUntilClosed(slow)).isEmpty();

      assertThat(idle.send(Raw.get("/")).answer()).endsWith("OK");
    } finally {
      server.stop();
    }
  }

  @Test
  void headersThatEndInTimeAreLeftAlone() throws Exception {
    WebServer server = start();
    try (var raw = Raw.connect(server.port())) {
      raw.send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
      clock.addAndGet(Duration.ofSeconds(10).toNanos());
      slowHeaders.sweep();

      assertThat(raw.send("yes\r\n\r\n").answer()).endsWith("OK");
    } finally {
      server.stop();
    }
  }

  @Test
  void requestsThatWereRefusedAreForgotten() throws Exception {
    WebServer server = start();
    try {
      for (int i = 0; i < 10; i++) {
        Raw.exchange(server.port(), "GET / HTTP/1.1\r\nno header\r\n\r\n");
      }
      assertThat(slowHeaders.pending()).isPositive();
      clock.addAndGet(Duration.ofSeconds(11).toNanos());
      slowHeaders.sweep();

      assertThat(slowHeaders.pending()).isZero();
    } finally {
      server.stop();
    }
  }

  /** The server may need a moment to see the request line, so the clock is moved more than once. */
  private String sweepUntilClosed(Raw raw) throws Exception {
    var rest =
        CompletableFuture.supplyAsync(() -> {
          try {
            return raw.rest();
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    for (int i = 0; i < 2000; i++) {
      clock.addAndGet(Duration.ofSeconds(11).toNanos());
      slowHeaders.sweep();
      try {
        return rest.get(10, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        // not yet
      }
    }
    throw new AssertionError("the connection is still open");
  }
}
