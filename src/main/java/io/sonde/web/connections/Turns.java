package io.sonde.web.connections;

import java.util.concurrent.TimeUnit;

/** Turns of requests at a steady pace. Not thread-safe. */
final class Turns {
  /** Each takes about a millisecond of a processor, with its answer and what follows from it. */
  static final int EACH_SECOND = 25;

  /** The longest wait for a turn. */
  static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

  private static final long STEP = TimeUnit.SECONDS.toNanos(1) / EACH_SECOND;

  private boolean begun;
  private long last;
  private long refused;

  /** How many turns were refused because the wait was too long. */
  long refused() {
    return refused;
  }

  /**
   * Takes the next turn.
   *
   * @return in how many nanoseconds it is; negative when that is too long, and none was taken
   */
  long next(long nanoTime) {
    long wait = begun ? Math.max(0, last + STEP - nanoTime) : 0;
    if (wait > LONGEST) {
      refused++;
      return -1;
    }
    begun = true;
    last = nanoTime + wait;
    return wait;
  }
}
