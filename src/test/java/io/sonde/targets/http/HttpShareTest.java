package io.sonde.targets.http;

import static io.sonde.targets.http.HttpReads.get;
import static io.sonde.targets.http.HttpReads.read;
import static io.sonde.targets.http.HttpReads.target;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.ReadMemory;
import io.sonde.targets.Reading;
import io.sonde.targets.http.format.Format;
import io.sonde.testing.RawServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What reads share: the processor, and the memory. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpShareTest {
  private static Reading reading(Semaphore processor, @Nullable ReadMemory memory) {
    return new Reading(
        System::nanoTime, System.nanoTime() + HttpReads.LONG.toNanos(), processor, memory);
  }

  @Test
  void fortySourcesThatDripDelayNoOtherRead() throws Exception {
    CountDownLatch parsing = new CountDownLatch(40);
    CountDownLatch never = new CountDownLatch(1);
    Semaphore processor = new Semaphore(1);
    List<Reading> dripping = new ArrayList<>();
    try (RawServer drips =
            RawServer.start((request, wire) -> {
              wire.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n[");
              for (int i = 0; !never.await(2, TimeUnit.MILLISECONDS); i++) {
                wire.send("1,");
                if (i == 2) {
                  parsing.countDown();
                }
              }
            });
        RawServer quick = RawServer.start((request, wire) -> wire.json("{\"n\": 1}"))) {
      for (int i = 0; i < 40; i++) {
        Reading reading = reading(processor, null);
        dripping.add(reading);
        Thread.startVirtualThread(() -> {
          try (HttpTarget target = target(drips.url()).build()) {
            var _ = read(target, get("/", "$[*]"), reading, "$");
          } catch (ReadException | InterruptedException e) {
            // cancelled below
          }
        });
      }
      parsing.await();
      try (HttpTarget target = target(quick.url()).build()) {
        for (int i = 0; i < 10; i++) {
          assertThat(read(target, get("/", "$"), reading(processor, null), "n"))
              .containsExactly("1");
        }
      }
      dripping.forEach(Reading::cancel);
      drips.awaitOpen(0);
    }
  }

  @Test
  void aDocumentThatFindsNoRoomFailsWithLimitAndHoldsNothing() throws Exception {
    ReadMemory memory = new ReadMemory(2_000_000);
    String body = "{\"items\": [" + "{\"n\": 1},".repeat(100_000) + "{}], \"x\": [{\"n\": 2}]}";
    try (RawServer server = RawServer.start((request, wire) -> wire.json(body));
        HttpTarget target = target(server.url()).build()) {
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(
              () -> read(target, get("/", "$.items[*]"), reading(new Semaphore(1), memory), "n"))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT));
      assertThat(memory.held()).isZero();
      assertThat(read(target, get("/", "$.x[*]"), reading(new Semaphore(1), memory), "n"))
          .as("what is not wanted takes no memory")
          .containsExactly("2");
    }
  }

  @Test
  void whatIsReadLineByLineHoldsTheMemoryOfItsLongestLine() throws Exception {
    ReadMemory memory = new ReadMemory(1_000_000);
    String wide = "x".repeat(250_000);
    Map<String, Format> bodies = new LinkedHashMap<>();
    bodies.put("n,a\n1," + wide + "\n", new Format.Csv(','));
    bodies.put("n," + "a".repeat(120_000) + "," + "b".repeat(120_000), new Format.Csv(','));
    bodies.put("n{a=\"" + wide + "\"} 1", new Format.Prometheus(".*"));
    for (var one : bodies.entrySet()) {
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(() -> readBody(one.getKey(), one.getValue(), memory))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT));
      assertThat(memory.held()).isZero();
    }
    String narrow = "x".repeat(500);
    assertThat(
            readBody("n,a\n" + ("1," + narrow + "\n").repeat(4_000), new Format.Csv(','), memory))
        .hasSize(4_000);
    assertThat(
            readBody(
                ("n{a=\"" + narrow + "\"} 1\n").repeat(4_000), new Format.Prometheus(".*"), memory))
        .hasSize(4_000);
  }

  private static List<String> readBody(String body, Format format, ReadMemory memory)
      throws Exception {
    try (RawServer server =
            RawServer.start(
                (request, wire) -> wire.answer("200 OK", "text/plain", body.getBytes(UTF_8)));
        HttpTarget target = target(server.url()).build()) {
      return read(target, get("/", format), reading(new Semaphore(1), memory), "n");
    }
  }
}
