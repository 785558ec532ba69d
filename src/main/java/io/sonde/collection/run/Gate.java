package io.sonde.collection.run;

import io.sonde.collection.journal.LoggedTarget;
import io.sonde.targets.Secret;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The gate of one target. Runs enter in the order in which they came, as many at once as the target
 * has connections. After the target refused a login, no run tries one for a while.
 *
 * <p>A run leaves when its outcome is known, not when its read has ended: a hung read makes the
 * other runs of the target wait until its deadline, and no longer. Thread-safe.
 */
public final class Gate {
  private final TargetConfig config;
  private final Target target;
  private final Semaphore permits;
  private final Refusals refusals = new Refusals();
  private final LoggedTarget logged;

  /** The gate of a target, which has as many permits as the target has connections. */
  public Gate(TargetConfig config, Target target) {
    this.config = config;
    this.target = target;
    this.logged = new LoggedTarget(config.name());
    this.permits = new Semaphore(config.connections(), true);
  }

  /** The configuration of the target. */
  public TargetConfig config() {
    return config;
  }

  /** The target. */
  public Target target() {
    return target;
  }

  /** A permit at this gate for one run, which has not taken it yet. */
  Permit permit() {
    return new Permit(permits);
  }

  /** A permit that one run takes once, and gives back once. */
  static final class Permit {
    private final Semaphore permits;
    private final AtomicBoolean taken = new AtomicBoolean();

    private Permit(Semaphore permits) {
      this.permits = permits;
    }

    /** Waits for the permit. */
    void take() throws InterruptedException {
      permits.acquire();
      taken.set(true);
    }

    /** Gives the permit back, if it was taken and not given back yet. */
    void leave() {
      if (taken.compareAndSet(true, false)) {
        permits.release();
      }
    }
  }

  /** The refused logins of the target, for all its collections. */
  Refusals refusals() {
    return refusals;
  }

  /** What the log was told of the target. */
  public LoggedTarget logged() {
    return logged;
  }

  /** A hash of the credentials, to notice that they changed. Reads their files again. */
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
      return 0; // the login fails for the same reason, and reports it
    }
  }
}
