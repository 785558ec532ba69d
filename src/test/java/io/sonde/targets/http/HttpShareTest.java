package io.sonde.targets.http;

import static io.sonde.targets.http.HttpReads.get;
import static io.sonde.targets.http.HttpReads.read;
import static io.sonde.targets.http.HttpReads.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.ReadMemory;
import io.sonde.targets.Reading;
import io.sonde.testing.RawServer;
import java.util.ArrayList;
import java.util.List;
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
}
