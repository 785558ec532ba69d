package io.sonde.collection.run;

import io.sonde.collection.journal.LoggedTarget;
import io.sonde.targets.Secret;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * The gate of one target: its collections enter in the order in which they came, as many at once as
 * the target has connections, and stay away for a while after it refused their login.
 *
 * <p>A collection leaves when the outcome of its read is known, not when the read has ended: a hung
 * read keeps the others of its target waiting up to its deadline and no longer. Thread-safe.
 */
public final class Gate {
  private final TargetConfig config;
  private final Target target;
  private final Semaphore places;
  private final Refusals refusals = new Refusals();
  private final LoggedTarget logged;

  /** The gate of a target, which has as many places as the target has connections. */
  public Gate(TargetConfig config, Target target) {
    this.config = config;
    this.target = target;
    this.logged = new LoggedTarget(config.name());
    this.places = new Semaphore(config.connections(), true);
  }

  /** The configuration of the target. */
  public TargetConfig config() {
    return config;
  }

  /** The target. */
  public Target target() {
    return target;
  }

  /** Waits for a place; {@link #leave()} gives it back. */
  void enter() throws InterruptedException {
    places.acquire();
  }

  void leave() {
    places.release();
  }

  /** Refused logins, which keep all collections of the target away. */
  Refusals refusals() {
    return refusals;
  }

  /** What the log was told of the target. */
  public LoggedTarget logged() {
    return logged;
  }

  /** Tells credentials apart without keeping them: files are read again. */
  int credentials() {
    int hash = 1;
    for (Secret secret : config.credentials()) {
      hash = 31 * hash + hash(secret);
    }
    return hash;
  }

  private static int hash(Secret secret) {
    try {
      return secret.reveal().hashCode();
    } catch (IOException e) {
      return 0; // the login fails for it, too, and says why
    }
  }
}
