package io.sonde.collection.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SystemTimerTest {
  private final SystemTimer timer = new SystemTimer();
  private final LinkedBlockingQueue<String> ran = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    timer.close();
  }

  @Test
  void runsTasksThatAreDueAndNotBeforeTheirTime() throws InterruptedException {
    long now = timer.nanoTime();
    timer.at(now + TimeUnit.HOURS.toNanos(1), () -> ran.add("in an hour"));
    timer.at(now + TimeUnit.MILLISECONDS.toNanos(20), () -> ran.add(late(now, 20)));
    timer.at(now - TimeUnit.HOURS.toNanos(1), () -> ran.add("past"));

    // On a busy machine 20 ms are over before the last task is added.
    assertThat(List.of(next(), next())).containsExactlyInAnyOrder("past", "20 in time");
    assertThat(ran).isEmpty();
  }

  /** Keeps the timer busy until the latch is counted down: a slow test is not overtaken by it. */
  private CountDownLatch occupied() {
    var ready = new CountDownLatch(1);
    timer.at(
        timer.nanoTime() - TimeUnit.HOURS.toNanos(2),
        () -> {
          try {
            ready.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return ready;
  }

  private String late(long start, int millis) {
    return millis
        + (timer.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(millis)
            ? " in time"
            : " too early");
  }

  @Test
  void taskThatIsTakenBackDoesNotRun() throws InterruptedException {
    CountDownLatch ready = occupied();
    long soon = timer.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
    timer.at(soon, () -> ran.add("taken back")).cancel();
    timer.at(soon + 1, () -> ran.add("after it"));
    ready.countDown();
    assertThat(next()).isEqualTo("after it");
  }

  @Test
  void taskThatThrowsRunsAgainAndOthersRun() throws InterruptedException {
    var runs = new AtomicInteger();
    var event =
        timer.every(
            timer.nanoTime(),
            Duration.ofMillis(1),
            () -> {
              if (runs.incrementAndGet() <= 2) {
                throw new StackOverflowError("meant by the test");
              }
              ran.add("again");
            });
    assertThat(next()).isEqualTo("again");
    assertThat(next()).isEqualTo("again");
    event.cancel();
    timer.at(timer.nanoTime(), () -> ran.add("other"));
    String last = next();
    while (last.equals("again")) {
      last = next();
    }
    assertThat(last).isEqualTo("other");
  }

  @Test
  void nothingRunsOnceItIsClosed() throws InterruptedException {
    var threads = new LinkedBlockingQueue<Thread>();
    timer.at(timer.nanoTime(), () -> threads.add(Thread.currentThread()));
    Thread thread = threads.poll(20, TimeUnit.SECONDS);
    CountDownLatch ready = occupied();
    // Due at once, but the timer is busy until it is closed.
    timer.at(timer.nanoTime(), () -> ran.add("due before the end"));
    timer.close();
    timer.at(timer.nanoTime(), () -> ran.add("after the end"));
    timer.every(timer.nanoTime(), Duration.ofMillis(1), () -> ran.add("again after the end"));
    ready.countDown();

    assertThat(thread).isNotNull();
    assertThat(thread.join(Duration.ofSeconds(20))).as("the timer's thread ended").isTrue();
    assertThat(ran).isEmpty();
  }

  private String next() throws InterruptedException {
    var line = ran.poll(20, TimeUnit.SECONDS);
    return line == null ? "nothing" : line;
  }
}
