package io.sonde.collection.run;

import io.sonde.yaml.Durations;
import java.time.Duration;
import java.util.Optional;

/**
 * The pause after a target refused credentials: one minute, then twice as long after each further
 * refusal, up to 15 minutes. Other credentials end the pause. So an account that is locked after a
 * few failed logins is not locked.
 *
 * <p>Thread-safe. Times are those of a monotonic clock in nanoseconds; credentials are compared by
 * a hash.
 */
final class Refusals {
  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private int count;
  private long until;
  private int refused;

  /** Takes note of refused credentials. */
  synchronized void refused(long now, int credentials) {
    // After four doublings the pause is the longest; the shift must not overflow.
    var pause = FIRST.multipliedBy(1L << Math.min(count, 4));
    until = now + (pause.compareTo(LONGEST) < 0 ? pause : LONGEST).toNanos();
    refused = credentials;
    count++;
  }

  /** Takes note of credentials that were accepted. */
  synchronized void accepted() {
    count = 0;
  }

  /** Why no login is tried with these credentials now; empty when one may be tried. */
  synchronized Optional<String> reason(long now, int credentials) {
    if (count == 0 || now - until >= 0 || credentials != refused) {
      return Optional.empty();
    }
    return Optional.of(
        "the next login is tried in %s, after %d refused"
            .formatted(Durations.seconds(Duration.ofNanos(until - now)), count));
  }
}
