package io.sonde.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeadlineTest {
  /** Waits for ever. */
  private static void stall() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  @Test
  void itEndsAWaitAndLeavesNoInterruptBehind() {
    Deadline deadline = new Deadline(Duration.ofMillis(1));
    try (deadline) {
      assertThatThrownBy(DeadlineTest::stall).isInstanceOf(InterruptedException.class);
      assertThat(deadline.passed()).isTrue();
    }
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void anInterruptThatNothingWaitedForIsTakenBack() {
    try (var deadline = new Deadline(Duration.ofMillis(1))) {
      while (!deadline.passed()) {
        Thread.onSpinWait();
      }
    }
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void oneThatWasClosedInTimeNeverInterrupts() {
    var closed = new Deadline(Duration.ofSeconds(1));
    closed.close();
    // By the time that this one passes, the other would have.
    try (var later = new Deadline(Duration.ofMillis(1500))) {
      assertThatThrownBy(DeadlineTest::stall).isInstanceOf(InterruptedException.class);
      assertThat(later.passed()).isTrue();
    }
    assertThat(closed.passed()).isFalse();
  }
}
