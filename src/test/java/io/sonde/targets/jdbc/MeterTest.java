package io.sonde.targets.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.ReadMemory;
import io.sonde.targets.Reading;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MeterTest {
  private static final int KB = 1024;

  private final ReadMemory memory = new ReadMemory(1 << 20);
  private final Reading reading =
      new Reading(
          System::nanoTime, System.nanoTime() + Duration.ofMinutes(1).toNanos(), null, memory);
  private final Meter meter = new Meter();

  @Test
  void little_is_not_counted_and_much_holds_memory_until_it_is_replaced() throws Exception {
    meter.begin(reading);
    meter.received(64 * KB);
    assertThat(memory.held()).isZero();
    meter.received(KB);
    assertThat(memory.held()).isEqualTo(256 * KB);
    meter.received(127 * KB);
    assertThat(memory.held()).isEqualTo(512 * KB);
    meter.consumed();
    assertThat(memory.held()).as("until more has come").isEqualTo(512 * KB);
    meter.received(1);
    assertThat(memory.held()).isZero();
    assertThat(meter.total()).isEqualTo(192 * KB + 1);
    meter.received(128 * KB);
    meter.end();
    assertThat(memory.held()).isZero();
  }

  @Test
  void too_much_ends_the_connection() throws Exception {
    meter.begin(reading);
    assertThatThrownBy(() -> meter.received(400 * KB))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected at most 1048576 bytes in memory");
    assertThat(meter.failure()).isNotNull();
    assertThat(java.util.Objects.requireNonNull(meter.failure()).reason()).isEqualTo(Reason.LIMIT);
    meter.begin(reading);
    assertThat(meter.failure()).isNull();
  }

  @Test
  void messages_are_forgotten_again_and_again() throws Exception {
    var forgotten = new AtomicInteger();
    meter.begin(reading);
    meter.forgets(forgotten::incrementAndGet);
    for (int i = 0; i < 200; i++) {
      meter.received(KB);
      meter.consumed();
    }
    assertThat(forgotten).hasValue(3);
  }

  @Test
  void what_other_threads_receive_is_not_counted() throws Exception {
    meter.begin(reading);
    Thread other =
        Thread.ofVirtual()
            .start(() -> {
              try {
                meter.received(100 << 20);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    other.join();
    assertThat(meter.total()).isZero();
  }
}
