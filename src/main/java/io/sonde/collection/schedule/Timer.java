package io.sonde.collection.schedule;

import java.time.Duration;
import java.time.Instant;

/**
 * Clocks, and tasks that run at a time. {@link SystemTimer} is the real one; tests have one that
 * they advance themselves. Thread-safe.
 *
 * <p>Tasks run one after the other and must not block. None runs once this is closed.
 */
public interface Timer extends AutoCloseable {
  /** A monotonic clock, as {@link System#nanoTime()}. */
  long nanoTime();

  /** The time of day, for people; nothing is measured with it. */
  Instant now();

  /**
   * Runs a task when its time comes, at once when it has passed.
   *
   * @param nanoTime as {@link #nanoTime()} tells it
   */
  Event at(long nanoTime, Runnable task);

  /**
   * Runs a task at a fixed rate, without drift. After a stall it runs at once, as often as it was
   * missed. Nothing is allocated between two runs, so that a schedule goes on when memory runs out.
   *
   * @param first the time of the first run
   */
  Event every(long first, Duration period, Runnable task);

  /** A count that grows about once a second while the timer works; always 0 in tests. */
  default long beats() {
    return 0;
  }

  @Override
  void close();

  /** A task that waits for its time. */
  @FunctionalInterface
  interface Event {
    /** Cancels it; a run that has begun goes on. */
    void cancel();
  }
}
