package io.sonde.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The share of the processor of a read. */
class ProcessorShareTest {
  private final Semaphore processor = new Semaphore(1);

  private Reading reading() {
    return reading(Duration.ofHours(1), null);
  }

  private Reading reading(Duration time, @Nullable ReadMemory memory) {
    return new Reading(System::nanoTime, System.nanoTime() + time.toNanos(), processor, memory);
  }

  @Test
  void processorIsFreeWhileTheTargetIsWaitedFor() throws Exception {
    var reading = reading();
    try (var _ = reading.waiting()) {
      assertThat(processor.availablePermits()).as("it had none").isEqualTo(1);
    }
    try (var _ = reading.parsing()) {
      try (var _ = reading.parsing()) {
        try (var _ = reading.waiting()) {
          assertThat(processor.availablePermits()).isEqualTo(1);
          try (var _ = reading.parsing()) {
            assertThat(processor.availablePermits()).isZero();
          }
          assertThat(processor.availablePermits()).isEqualTo(1);
        }
        assertThat(processor.availablePermits()).isZero();
      }
      assertThat(processor.availablePermits()).isZero();
    }
    assertThat(processor.availablePermits()).isEqualTo(1);
  }

  @Test
  void interruptedReadDoesNotGetTheProcessorBack() throws Exception {
    var reading = reading();
    try (var _ = reading.parsing()) {
      var waiting = reading.waiting();
      Thread.currentThread().interrupt();
      assertThatThrownBy(waiting::close).isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(processor.availablePermits()).isEqualTo(1);
    }
    assertThat(processor.availablePermits()).isEqualTo(1);
  }

  @Test
  void processorIsNotTakenBackByAReadThatFindsNoMemory() throws Exception {
    var memory = new ReadMemory(100);
    reading(Duration.ofHours(1), memory).hold(100);
    var late = reading(Duration.ofMillis(1), memory);
    try (var _ = late.parsing()) {
      assertThatThrownBy(() -> late.hold(1)).isInstanceOf(ReadException.class);
      assertThat(processor.availablePermits()).isEqualTo(1);
    }
    assertThat(processor.availablePermits()).isEqualTo(1);
    try (var _ = late.parsing()) {
      assertThat(processor.availablePermits()).isZero();
    }
    assertThat(processor.availablePermits()).isEqualTo(1);
  }
}
