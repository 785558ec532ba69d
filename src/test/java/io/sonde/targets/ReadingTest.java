package io.sonde.targets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class ReadingTest {
  private final Semaphore processor = new Semaphore(1);

  @Test
  void lastWordOnCancellingCounts() {
    var said = new ArrayList<String>();
    var reading = Reading.within(Duration.ofMinutes(1));
    reading.onCancel(() -> said.add("connecting"));
    reading.onCancel(() -> said.add("reading"));
    assertThat(reading.cancelled()).isFalse();
    reading.cancel();
    reading.cancel();
    assertThat(reading.cancelled()).isTrue();
    reading.onCancel(() -> said.add("too late"));
    assertThat(said).containsExactly("reading", "too late");
  }

  @Test
  void nothingIsCancelledOnceItIsDone() {
    var reading = Reading.within(Duration.ofMinutes(1));
    reading.onCancel(() -> {
      throw new AssertionError("cancelled");
    });
    reading.done();
    reading.cancel();
    assertThat(reading.cancelled()).isTrue();
  }

  @Test
  void placeOfAParserIsTakenOnceHoweverDeep() throws InterruptedException {
    var reading = new Reading(System::nanoTime, Long.MAX_VALUE, processor, null);
    try (var _ = reading.parsing()) {
      try (var _ = reading.parsing()) {
        assertThat(processor.availablePermits()).isZero();
      }
      assertThat(processor.availablePermits()).isZero();
    }
    assertThat(processor.availablePermits()).isEqualTo(1);
  }

  @Test
  void placeThatWasTakenAwayIsNotGivenBackTwice() throws InterruptedException {
    var reading = new Reading(System::nanoTime, Long.MAX_VALUE, processor, null);
    try (var _ = reading.parsing()) {
      reading.releaseProcessor();
      reading.releaseProcessor();
      assertThat(processor.availablePermits()).isEqualTo(1);
    }
    assertThat(processor.availablePermits()).isEqualTo(1);
    try (var _ = reading.parsing()) {
      assertThat(processor.availablePermits()).isZero();
    }
    assertThat(processor.availablePermits()).isEqualTo(1);
  }

  @Test
  void withoutABoundAllMayParse() throws InterruptedException {
    try (var _ = Reading.within(Duration.ofMinutes(1)).parsing();
        var _ = Reading.within(Duration.ofMinutes(1)).parsing()) {
      assertThat(processor.availablePermits()).isEqualTo(1);
    }
  }
}
