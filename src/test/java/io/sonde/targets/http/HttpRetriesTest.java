package io.sonde.targets.http;

import static io.sonde.targets.http.HttpReads.get;
import static io.sonde.targets.http.HttpReads.read;
import static io.sonde.targets.http.HttpReads.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.testing.RawServer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are tried again. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpRetriesTest {
  @ParameterizedTest
  @CsvSource({
    "429 Slow Down, 2, 3, true",
    "502 Bad Gateway, 1, 2, false",
    "503 Busy, 3, 3, true",
    "504 Late, 0, 1, false",
    "500 Oops, 3, 1, false",
    "404 None, 3, 1, false"
  })
  void areThoseThatAreWorthIt(String status, int retries, int requests, boolean succeeds)
      throws Exception {
    AtomicInteger count = new AtomicInteger();
    try (RawServer server =
            RawServer.start((request, wire) -> {
              if (count.incrementAndGet() < 3) {
                wire.status(status, "Retry-After: 0");
              } else {
                wire.json("{\"n\": 1}");
              }
            });
        HttpTarget target = target(server.url()).retries(retries).build()) {
      if (succeeds) {
        assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
      } else {
        assertThatExceptionOfType(ReadException.class)
            .isThrownBy(() -> read(target, get("/", "$"), "n"))
            .satisfies(
                e -> assertThat(e.status()).isEqualTo(Integer.parseInt(status.substring(0, 3))));
      }
      assertThat(server.requests()).hasSize(requests);
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void aServerThatAsksForMoreTimeThanThereIsFailsAtOnce() throws Exception {
    try (RawServer server =
            RawServer.start((request, wire) -> wire.status("503 Busy", "Retry-After: 3600"));
        HttpTarget target = target(server.url()).retries(3).build()) {
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(() -> read(target, get("/", "$"), "n"))
          .withMessage("GET %s/: answered 503".formatted(server.url()));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aRefusedConnectionIsTriedAgain() throws Exception {
    RawServer first = RawServer.start((request, wire) -> wire.json("{}"));
    int port = first.port();
    first.close();
    try (HttpTarget target = target("http://127.0.0.1:" + port).retries(1).build()) {
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(() -> read(target, get("/", "$"), "n"))
          .withMessageContaining("the connection is refused")
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CONNECT));
    }
  }

  @Test
  void thePauseEndsWhenTheReadIsCancelled() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (RawServer server =
            RawServer.start((request, wire) -> {
              wire.status("503 Busy", "Retry-After: 10");
              asked.countDown();
            });
        HttpTarget target = target(server.url()).retries(3).build()) {
      Reading reading = Reading.within(HttpReads.LONG);
      FutureTask<Throwable> read =
          new FutureTask<>(() -> {
            try {
              return new AssertionError(read(target, get("/", "$"), reading, "n").toString());
            } catch (ReadException e) {
              return e;
            }
          });
      Thread.startVirtualThread(read);
      asked.await();
      reading.cancel();
      assertThat(read.get(5, TimeUnit.SECONDS)).isInstanceOf(ReadException.class);
    }
  }

  @Test
  void readsTheDateOfRetryAfter() {
    Instant now = Instant.parse("2026-11-20T10:00:00Z");
    assertThat(Retries.retryAfter("Fri, 20 Nov 2026 10:00:05 GMT", now))
        .contains(Duration.ofSeconds(5));
    assertThat(Retries.retryAfter("Fri, 20 Nov 2026 09:00:00 GMT", now)).contains(Duration.ZERO);
    assertThat(Retries.retryAfter(" 7 ", now)).contains(Duration.ofSeconds(7));
    assertThat(Retries.retryAfter("soon", now)).isEmpty();
    assertThat(Retries.retryAfter("-1", now)).isEmpty();
  }
}
