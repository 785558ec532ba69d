package io.sonde.collection.run;

import io.sonde.collection.schedule.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When the time of a run is up, once that is known. Thread-safe. */
final class Deadline {
  private final Timer timer;

  // Guarded by this.
  private long due;
  private Timer.@Nullable Event event;

  Deadline(Timer timer) {
    this.timer = timer;
  }

  /**
   * Sets it, counted from now.
   *
   * @param action runs when the time is up; must not block
   */
  synchronized void set(Duration timeout, Runnable action) {
    due = timer.nanoTime() + timeout.toNanos();
    event = timer.at(due, action);
  }

  /** Takes it back: the action does not run any more. */
  synchronized void cancel() {
    if (event != null) {
      event.cancel();
    }
  }

  /** The time that was set, by the timer's clock. */
  synchronized long due() {
    return due;
  }

  /** True when it was set and comes within this time, or has passed. */
  synchronized boolean isWithin(Duration time) {
    return event != null && due - timer.nanoTime() < time.toNanos();
  }
}
