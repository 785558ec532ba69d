package io.sonde.collection;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds the one run of a collection that may be under way, and decides what becomes of a turn that
 * finds it taken. Thread-safe.
 *
 * <ul>
 *   <li>The run has time left, or waits for its target: the turn is left out.
 *   <li>It is about to end, or was asked for on demand: the turn waits for its end.
 *   <li>Its read hangs, though it was given up: the turn is lost, and counts as {@code busy}.
 * </ul>
 */
final class Slot {
  private final Supplier<Run> scheduled;
  private final Runnable busy;
  private volatile boolean closed;

  // Guarded by this.
  private @Nullable Run run;
  private boolean onDemand;
  private boolean turnWaits;

  /**
   * @param scheduled makes the run of a turn
   * @param busy takes note of a turn that is lost
   */
  Slot(Supplier<Run> scheduled, Runnable busy) {
    this.scheduled = scheduled;
    this.busy = busy;
  }

  /** Its turn has come. */
  void turn() {
    Run next;
    synchronized (this) {
      var taken = run;
      if (closed) {
        return;
      } else if (taken == null) {
        next = take(scheduled.get());
      } else if (taken.hangs()) {
        next = null;
      } else {
        turnWaits = onDemand || !taken.hasTimeLeft();
        return;
      }
    }
    startOrLose(next);
  }

  /** Begins a run on demand; false when the slot is taken. */
  boolean begin(Run wanted) {
    synchronized (this) {
      if (closed || run != null) {
        return false;
      }
      take(wanted);
      onDemand = true;
    }
    start(wanted);
    return true;
  }

  /** The run has not ended although it was given up a while ago. */
  void overdue() {
    synchronized (this) {
      if (!turnWaits) {
        return;
      }
      turnWaits = false;
    }
    startOrLose(null);
  }

  /** Nothing of a run is under way any more. */
  void finished(Run ended) {
    Run next;
    synchronized (this) {
      if (run != ended) {
        return;
      }
      run = null;
      notifyAll();
      if (!turnWaits || closed) {
        return;
      }
      next = take(scheduled.get());
    }
    start(next);
  }

  /** Lets nothing begin any more, nor begin to read. */
  void close() {
    closed = true;
  }

  boolean closed() {
    return closed;
  }

  /** Gives up what is under way. */
  void abandon() {
    Run taken;
    synchronized (this) {
      taken = run;
    }
    if (taken != null) {
      taken.abandon();
    }
  }

  /** Interrupts what is under way. */
  void interrupt() {
    Run taken;
    synchronized (this) {
      taken = run;
    }
    if (taken != null) {
      taken.interrupt();
    }
  }

  /** Waits for the end of what is under way; false when it did not come in time. */
  synchronized boolean awaitEnd(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (run != null) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Waits until one run has ended; not for others that come after it. */
  synchronized void awaitEnd(Run ending, Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    for (long left = timeout.toMillis(); run == ending && left > 0; ) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }

  private Run take(Run next) {
    run = next;
    onDemand = false;
    turnWaits = false;
    return next;
  }

  private void startOrLose(@Nullable Run next) {
    if (next == null) {
      busy.run();
    } else {
      start(next);
    }
  }

  private void start(Run next) {
    boolean started = false;
    try {
      next.start();
      started = true;
    } finally {
      // Without memory for a thread this turn is lost, not all that follow.
      if (!started) {
        finished(next);
      }
    }
  }
}
