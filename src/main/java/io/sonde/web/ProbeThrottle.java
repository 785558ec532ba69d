package io.sonde.web;

import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One probe of a collection at a time, from its run to its rendered text, and a rest between two:
 * nine times as long as the one before took, two seconds at most. Clients that probe without a
 * pause would otherwise take all of the processor, read the target all the time, and fill the heap
 * with samples that wait to be rendered. Thread-safe.
 */
final class ProbeThrottle {
  private static final long MOST = TimeUnit.SECONDS.toNanos(2);

  /** So probes of a collection take at most a tenth of the time. */
  private static final int FACTOR = 9;

  private final LongSupplier nanoTime;
  private final Map<Object, State> states = new WeakHashMap<>(); // guarded by this

  /** What is known of one collection. */
  private static final class State {
    boolean busy;
    long begun;
    long restsUntil;
  }

  ProbeThrottle(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Begins a probe, after the rest; {@link #end} has to follow.
   *
   * @param bound the most that the rest and the run may take
   * @return what is left of the bound; null when there is a probe already, or the rest takes longer
   */
  @Nullable Duration begin(Object collection, Duration bound) throws InterruptedException {
    long rest;
    synchronized (this) {
      State state = states.computeIfAbsent(collection, _ -> started());
      rest = Math.max(0, state.restsUntil - nanoTime.getAsLong());
      if (state.busy || bound.minusNanos(rest).isNegative()) {
        return null;
      }
      state.busy = true;
    }
    boolean begun = false;
    try {
      TimeUnit.NANOSECONDS.sleep(rest);
      begun = true;
    } finally {
      ready(collection, begun);
    }
    return bound.minusNanos(rest);
  }

  private State started() {
    var state = new State();
    state.restsUntil = nanoTime.getAsLong();
    return state;
  }

  private synchronized void ready(Object collection, boolean begun) {
    State state = states.get(collection);
    if (state != null) {
      state.busy = begun;
      state.begun = nanoTime.getAsLong();
    }
  }

  /** Ends a probe, however it ended. */
  synchronized void end(Object collection) {
    State state = states.get(collection);
    if (state != null) {
      long now = nanoTime.getAsLong();
      state.busy = false;
      state.restsUntil = now + Math.min(MOST, FACTOR * (now - state.begun));
    }
  }
}
