package io.sonde.collection.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * The times of the turns of one collection: at a fixed rate, with a fixed phase. The phase is a
 * hash of the names, so that collections spread over the time between turns.
 *
 * <p>The first turn comes early, in a short window after the start, so that a collector that reads
 * once an hour has samples soon. Times are those of a monotonic clock, in nanoseconds. Immutable.
 *
 * @param early the first turn
 * @param regular the first of those that follow at the fixed rate; the same where the window is as
 *     long as the time between turns
 * @param every the time between them
 */
public record ScheduledTimes(long early, long regular, long every) {
  /**
   * The turns of one collection.
   *
   * @param start when the schedule starts
   * @param window the time within which all collections have their first turn
   */
  public static ScheduledTimes of(
      String collector, String target, Duration every, long start, Duration window) {
    double phase = phase(collector, target);
    long within = Math.min(window.toNanos(), every.toNanos());
    return new ScheduledTimes(
        start + (long) (phase * within), start + (long) (phase * every.toNanos()), every.toNanos());
  }

  /** The number of regular turns up to a time, that time included. */
  public long count(long now) {
    return Math.floorDiv(now - regular, every) + 1;
  }

  /** The first turn after a time. */
  public long next(long now) {
    return now - early < 0 ? early : regular + Math.max(0, count(now)) * every;
  }

  /** A number from 0 to 1, spread evenly also for similar names. */
  static double phase(String collector, String target) {
    var hash = new CRC32C();
    hash.update((collector + '\n' + target).getBytes(StandardCharsets.UTF_8));
    // The checksum differs for similar names; the generator spreads similar checksums.
    return new SplittableRandom(hash.getValue()).nextDouble();
  }
}
