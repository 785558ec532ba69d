package io.sonde.targets.jdbc.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.ReadMemory;
import io.sonde.targets.Reading;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReceivedBytesTest {
  private static final int KB = 1024;

  private final ReadMemory memory = new ReadMemory(1 << 20);
  private final Reading reading =
      new Reading(
          System::nanoTime, System.nanoTime() + Duration.ofMinutes(1).toNanos(), null, memory);
  private final ReceivedBytes counter = new ReceivedBytes();

  @Test
  void little_is_not_counted_and_much_holds_memory_until_it_is_replaced() throws Exception {
    counter.begin(reading);
    counter.add(64 * KB);
    assertThat(memory.held()).isZero();
    counter.add(KB);
    assertThat(memory.held()).isEqualTo(256 * KB);
    counter.add(127 * KB);
    assertThat(memory.held()).isEqualTo(512 * KB);
    counter.consumed();
    assertThat(memory.held()).as("until more has come").isEqualTo(512 * KB);
    counter.add(1);
    assertThat(memory.held()).isZero();
    assertThat(counter.total()).isEqualTo(192 * KB + 1);
    counter.add(128 * KB);
    counter.end();
    assertThat(memory.held()).isZero();
  }

  @Test
  void too_much_ends_the_connection() throws Exception {
    counter.begin(reading);
    assertThatThrownBy(() -> counter.add(400 * KB))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected at most 1048576 bytes in memory");
    assertThat(counter.failure()).isNotNull();
    assertThat(java.util.Objects.requireNonNull(counter.failure()).reason())
        .isEqualTo(Reason.LIMIT);
    counter.begin(reading);
    assertThat(counter.failure()).isNull();
  }

  @Test
  void messages_are_forgotten_again_and_again() throws Exception {
    var forgotten = new AtomicInteger();
    counter.begin(reading);
    counter.clearMessagesWith(forgotten::incrementAndGet);
    for (int i = 0; i < 200; i++) {
      counter.add(KB);
      counter.consumed();
    }
    assertThat(forgotten).hasValue(3);
  }

  @Test
  void what_other_threads_receive_is_not_counted() throws Exception {
    counter.begin(reading);
    Thread other =
        Thread.ofVirtual()
            .start(() -> {
              try {
                counter.add(100 << 20);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    other.join();
    assertThat(counter.total()).isZero();
  }
}
