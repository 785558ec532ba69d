package io.sonde.collection.schedule;

import java.time.Duration;
import java.time.Instant;

/**
 * Time, and what is to happen at a time. {@link SystemTimer} is the real one; tests bring one that
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
   * Runs a task again and again at a fixed rate, without drift; after a stall it runs at once, as
   * often as it should have run meanwhile. That nothing is allocated between two runs keeps a
   * schedule alive when memory runs out.
   *
   * @param first the time of the first run
   */
  Event every(long first, Duration period, Runnable task);

  /** Grows about once a second while this works; always 0 for a timer that nobody watches. */
  default long beats() {
    return 0;
  }

  @Override
  void close();

  /** A task that waits for its time. */
  @FunctionalInterface
  interface Event {
    /** Takes it back; a run that has begun goes on. */
    void cancel();
  }
}
