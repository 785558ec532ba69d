package io.sonde.collection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.CRC32C;

/**
 * When the turns of one collection come: at a fixed rate, with a fixed phase that a hash of its
 * names gives, so that collections spread over the time between their turns.
 *
 * <p>The first turn comes early, so that a collector that reads once an hour has samples before its
 * hour: it takes its place in a short window at the start. Times are those of a monotonic clock.
 * Immutable.
 *
 * @param first the early turn
 * @param regular the first of those that follow at the fixed rate
 * @param every the time between them
 */
record Turns(long first, long regular, long every) {
  /**
   * @param start when the schedule starts
   * @param window the time within which all collections have their first turn
   */
  static Turns of(String collector, String target, Duration every, long start, Duration window) {
    double phase = phase(collector, target);
    long within = Math.min(window.toNanos(), every.toNanos());
    return new Turns(
        start + (long) (phase * within), start + (long) (phase * every.toNanos()), every.toNanos());
  }

  /** The next turn after a time; those that have passed since are left out, not made up for. */
  long after(long now) {
    long past = now - regular;
    return past < 0 ? regular : regular + every * (past / every + 1);
  }

  /** From 0 to 1, spread evenly over names however alike they are. */
  static double phase(String collector, String target) {
    var hash = new CRC32C();
    hash.update((collector + '\n' + target).getBytes(StandardCharsets.UTF_8));
    return hash.getValue() / (double) (1L << 32);
  }
}
