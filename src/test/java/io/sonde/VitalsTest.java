package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Await;
import io.sonde.testing.Raw;
import io.sonde.testing.Settings;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A listener fails while the other one, which has health, goes on. */
class VitalsTest {
  private static final String YAML =
      """
      simulation: {enabled: false}
      server:
        sockets: {admin: {host: 127.0.0.1, port: 0}}
        features: {observe: {sockets: [admin]}}
      """;

  private static Thread thread(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .filter(thread -> thread.getState() == Thread.State.RUNNABLE)
        .findFirst()
        .orElseThrow();
  }

  private static String live(Sonde sonde) throws IOException {
    try (var raw = Raw.connect(sonde.port("admin"))) {
      return raw.send(
              "GET /observe/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
          .rest();
    }
  }

  @Test
  void aListenerThatHasStoppedIsADeathAndLivenessSaysSo() throws Exception {
    var death = new CompletableFuture<String>();
    try (var sonde = Sonde.start(Settings.of(YAML))) {
      sonde.onDeath(death::complete);
      assertThat(live(sonde)).startsWith("HTTP/1.1 200 ").contains("\"parts\"");

      thread("server-@default-listener").interrupt();

      assertThat(death.get(30, TimeUnit.SECONDS))
          .isEqualTo(
              "A part without which the service cannot work is dead:"
                  + " the thread server-@default-listener: it has stopped");
      assertThat(Await.until(() -> live(sonde), answer -> answer.startsWith("HTTP/1.1 503 ")))
          .contains("the thread server-@default-listener: it has stopped");
    }
  }
}
