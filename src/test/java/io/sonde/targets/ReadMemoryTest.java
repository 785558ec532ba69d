package io.sonde.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sonde.targets.ReadException.Reason;
import io.sonde.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadMemoryTest {
  private final ReadMemory memory = new ReadMemory(100);
  private final Semaphore processor = new Semaphore(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  private Reading reading() {
    return reading(Duration.ofHours(1));
  }

  private Reading reading(Duration time) {
    return new Reading(System::nanoTime, System.nanoTime() + time.toNanos(), processor, memory);
  }

  /** Asks on a thread of its own, and returns once it has it or waits for it. */
  private Future<Boolean> asks(Reading reading, long bytes) throws Exception {
    var asked =
        threads.submit(() -> {
          reading.hold(bytes);
          return true;
        });
    Await.until(() -> asked.isDone() || reading.shortage().isPresent(), seen -> seen);
    return asked;
  }

  private static Reason reason(Future<Boolean> asked) throws InterruptedException {
    try {
      asked.get();
      throw new AssertionError("got it");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ReadException failed) {
        return failed.reason();
      }
      throw new AssertionError(e);
    }
  }

  @Test
  void aLargerBudgetServesThoseWhoWait() throws Exception {
    var first = reading();
    first.hold(40);
    var waiting = asks(reading(), 50);
    assertThat(waiting.isDone()).isFalse();

    memory.bytes(200);
    assertThat(waiting.get()).isTrue();
    memory.bytes(100);
    assertThat(memory.held()).isEqualTo(90);
  }

  @Test
  void endOfAReadGivesEverythingBack() throws Exception {
    var reading = reading();
    reading.hold(60);
    reading.hold(30);
    reading.release(10);
    assertThat(memory.held()).isEqualTo(80);
    reading.release(1_000);
    assertThat(memory.held()).as("at most what it holds").isZero();
    reading.hold(100);
    reading.end();
    reading.end();
    assertThat(memory.held()).isZero();
    assertThatThrownBy(() -> reading.hold(1)).hasMessage("the read was given up");
  }

  @Test
  void readThatAloneWantsMoreThanThereIsFailsAtOnce() throws Exception {
    var reading = reading();
    reading.hold(40);
    assertThatThrownBy(() -> reading.hold(61))
        .isInstanceOfSatisfying(
            ReadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT))
        .hasMessage(
            "expected at most 100 bytes in memory, for all reads together, found one that needs"
                + " 101");
    assertThatThrownBy(() -> reading.hold(Long.MAX_VALUE)).isInstanceOf(ReadException.class);
    reading.hold(60);
    reading.end();
  }

  @Test
  void readWaitsUntilAnotherEnds() throws Exception {
    var first = reading();
    var second = reading();
    first.hold(80);
    var asked = asks(second, 30);
    assertThat(second.shortage())
        .contains(
            "expected room for 30 bytes more, found 80 of 100 bytes held by all reads together");
    first.end();
    assertThat(asked.get()).isTrue();
    assertThat(second.shortage()).isEmpty();
    assertThat(memory.held()).isEqualTo(30);
  }

  @Test
  void noRoomWithinItsTimeIsALimit() throws Exception {
    reading().hold(100);
    var late = reading(Duration.ofMillis(5));
    assertThat(reason(asks(late, 1))).isEqualTo(Reason.LIMIT);
    assertThat(late.shortage()).as("for a deadline that comes at the same time").isPresent();

    var cancelled = reading();
    var asked = asks(cancelled, 1);
    cancelled.cancel();
    assertThat(reason(asked)).isEqualTo(Reason.LIMIT);
    assertThat(memory.held()).isEqualTo(100);
  }

  @Test
  void nobodyOvertakesExceptTheFirst() throws Exception {
    var first = reading();
    var big = reading();
    var small = reading();
    first.hold(60);
    var waits = asks(big, 50);
    var behind = asks(small, 1);
    assertThat(waits.isDone() || behind.isDone()).isFalse();
    first.hold(40);
    first.end();
    assertThat(waits.get()).isTrue();
    assertThat(behind.isDone()).as("more than half is taken").isFalse();
    big.end();
    assertThat(behind.get()).isTrue();
  }

  @Test
  void othersLeaveHalfOfItToTheFirst() throws Exception {
    var first = reading();
    var second = reading();
    first.hold(10);
    second.hold(40);
    var more = asks(second, 10);
    assertThat(more.isDone()).isFalse();
    first.hold(50);
    first.end();
    assertThat(more.get()).isTrue();
    second.hold(50);
  }

  /** Each needs 60 of 100 in steps: all succeed, one after the other. */
  @Test
  void readsThatGrowTogetherAllEnd() throws Exception {
    var reads = new ArrayList<Future<Boolean>>();
    for (int n = 0; n < 5; n++) {
      var read =
          threads.submit(() -> {
            var reading = reading();
            reading.hold(2);
            for (int step = 0; step < 29; step++) {
              reading.hold(2);
            }
            reading.end();
            return true;
          });
      reads.add(read);
    }
    for (var read : reads) {
      assertThat(read.get()).isTrue();
    }
  }

  @Test
  void whenAllWaitTheYoungestFailsAtOnce() throws Exception {
    var first = reading();
    var second = reading();
    var third = reading();
    first.hold(20);
    second.hold(15);
    third.hold(15);
    var seconds = asks(second, 1);
    var thirds = asks(third, 1);
    var firsts = asks(first, 70);
    assertThat(reason(thirds)).isEqualTo(Reason.LIMIT);
    third.end();
    assertThat(reason(seconds)).isEqualTo(Reason.LIMIT);
    second.end();
    assertThat(firsts.get()).isTrue();
  }

  @Test
  void overdueReadsTakeHalfOfItFromTheOthersAtMost() throws Exception {
    var hung = reading();
    hung.hold(80);
    var other = reading();
    var asked = asks(other, 50);
    assertThat(asked.isDone()).isFalse();
    hung.overdue();
    assertThat(asked.get()).isTrue();
    assertThat(memory.held()).as("both are in memory").isEqualTo(130);
    var more = asks(other, 10);
    assertThat(more.isDone()).as("half is gone").isFalse();
    hung.end();
    assertThat(more.get()).isTrue();
    assertThat(memory.held()).isEqualTo(60);
    assertThatThrownBy(() -> hung.hold(1)).isInstanceOf(ReadException.class);
  }

  @Test
  void processorIsFreeWhileMemoryIsWaitedFor() throws Exception {
    var first = reading();
    first.hold(100);
    var second = reading();
    var asked =
        threads.submit(() -> {
          try (var _ = second.parsing();
              var _ = second.parsing()) {
            second.hold(10);
            return processor.availablePermits() == 0;
          }
        });
    Await.until(() -> second.shortage().isPresent() && processor.availablePermits() == 1, s -> s);
    first.end();
    assertThat(asked.get()).isTrue();
    assertThat(processor.availablePermits()).isEqualTo(1);
  }

  @Test
  void withoutABoundEverythingIsGranted() throws Exception {
    var reading = Reading.within(Duration.ofMinutes(1));
    reading.hold(Long.MAX_VALUE);
    reading.release(Long.MAX_VALUE);
    reading.overdue();
    reading.end();
    assertThat(reading.shortage()).isEmpty();
  }
}
