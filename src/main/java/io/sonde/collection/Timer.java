package io.sonde.collection;

import java.time.Instant;

/**
 * Time, and what is to happen at a time. {@link SystemTimer} is the real one; tests bring one that
 * they advance themselves. Thread-safe.
 */
interface Timer extends AutoCloseable {
  /** A monotonic clock, as {@link System#nanoTime()}. */
  long nanoTime();

  /** The time of day, for people; nothing is measured with it. */
  Instant now();

  /**
   * Runs a task when its time comes, at once when it has passed, and never once this is closed.
   * Tasks run one after the other and must not block.
   *
   * @param nanoTime as {@link #nanoTime()} tells it
   */
  Event at(long nanoTime, Runnable task);

  @Override
  void close();

  /** A task that waits for its time. */
  @FunctionalInterface
  interface Event {
    /** Takes it back, unless it runs already. */
    void cancel();
  }
}
