package io.sonde.collection;

import io.sonde.targets.TargetConfig;
import io.sonde.yaml.Durations;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * The way to one target: its collections take turns at its connections, in the order in which they
 * came, and stay away for a while after it refused the credentials.
 *
 * <p>A turn lasts until the outcome of the read is known, not until the read has ended: a hung read
 * keeps the others of its target waiting up to its deadline and no longer. Thread-safe.
 */
final class Gate {
  private final Semaphore turns;
  private final Credentials credentials;
  private final Backoff backoff = new Backoff();
  private int refused;

  Gate(TargetConfig target) {
    turns = new Semaphore(target.connections(), true);
    credentials = Credentials.of(target);
  }

  /** Waits for a turn; {@link #leave()} ends it. */
  void enter() throws InterruptedException {
    turns.acquire();
  }

  void leave() {
    turns.release();
  }

  /**
   * Why the target is better left alone now, if it is: it refused the credentials, and they have
   * not changed since.
   */
  synchronized Optional<String> refusal(long now) {
    if (!backoff.staysAway(now) || credentials.fingerprint() != refused) {
      return Optional.empty();
    }
    return Optional.of(
        "no login is tried for another %s, after %d refused"
            .formatted(Durations.seconds(backoff.left(now)), backoff.refusals()));
  }

  /** Takes note of refused credentials. */
  synchronized void refused(long now) {
    backoff.refused(now);
    refused = credentials.fingerprint();
  }

  /** Takes note of a read that succeeded. */
  synchronized void accepted() {
    backoff.accepted();
  }
}
