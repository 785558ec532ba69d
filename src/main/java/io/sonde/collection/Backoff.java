package io.sonde.collection;

import java.time.Duration;

/**
 * How long to stay away from a target that refuses the credentials: one minute, then twice as long
 * after each further refusal, up to a quarter of an hour. An account that is locked after a few
 * failed logins survives that.
 *
 * <p>Not thread-safe: {@link Gate} guards it. Times are those of a monotonic clock in nanoseconds.
 */
final class Backoff {
  static final Duration FIRST = Duration.ofMinutes(1);
  static final Duration CEILING = Duration.ofMinutes(15);

  private int refusals;
  private long until;

  /** Takes note of a refused login. */
  void refused(long now) {
    // Four doublings reach the ceiling; the shift must not overflow.
    var pause = FIRST.multipliedBy(1L << Math.min(refusals, 4));
    until = now + (pause.compareTo(CEILING) < 0 ? pause : CEILING).toNanos();
    refusals++;
  }

  /** Takes note of a login that worked. */
  void accepted() {
    refusals = 0;
  }

  /** True while no login may be tried. */
  boolean staysAway(long now) {
    return refusals > 0 && now - until < 0;
  }

  int refusals() {
    return refusals;
  }

  /** What is left of the pause. */
  Duration left(long now) {
    return Duration.ofNanos(until - now);
  }
}
