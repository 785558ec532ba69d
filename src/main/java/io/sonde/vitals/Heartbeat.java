package io.sonde.vitals;

import io.sonde.web.VitalPart;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A part that increases a count at least once a second. It is dead when the count has not changed
 * for too many checks. Checks are counted, not seconds, so that a process that was frozen is not
 * dead when it goes on.
 */
final class Heartbeat implements VitalPart {
  private final String name;
  private final LongSupplier count;
  private final int most;
  private final AtomicInteger missed = new AtomicInteger();
  private long seen = -1; // used by the checking thread only

  /**
   * @param most so many checks without a change are allowed
   */
  Heartbeat(String name, LongSupplier count, int most) {
    this.name = name;
    this.count = count;
    this.most = most;
  }

  /** Checks the count. Called once a second, by one thread. */
  void look() {
    long now = count.getAsLong();
    if (now == seen) {
      missed.incrementAndGet();
    } else {
      seen = now;
      missed.set(0);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public @Nullable String death() {
    int looks = missed.get();
    return looks > most ? "it has done nothing for " + looks + " s" : null;
  }
}
