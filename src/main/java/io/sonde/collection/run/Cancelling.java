package io.sonde.collection.run;

import io.sonde.targets.Reading;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The end of a read that was given up: it is cancelled, which closes its session, then interrupted,
 * and counts as hung when it has not ended after a while.
 *
 * <p>Each step has a thread or a time of its own, since each may hang: {@code Statement.cancel}
 * connects to a server that may be gone. Thread-safe.
 */
final class Cancelling {
  private final Job job;
  private final Thread reader;
  private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
  private volatile @Nullable Thread canceller;
  private volatile boolean hangs;

  Cancelling(Job job, Thread reader) {
    this.job = job;
    this.reader = reader;
  }

  /**
   * Begins; to be called once, by the one who gives the read up.
   *
   * @param reading null when it still waits at the gate
   */
  void start(@Nullable Reading reading) {
    boolean started = false;
    try {
      if (reading == null) {
        Thread.startVirtualThread(this::interrupt);
        return;
      }
      var cancel =
          Thread.ofVirtual()
              .name("sonde, cancel: " + job)
              .unstarted(() -> {
                try {
                  reading.cancel();
                } finally {
                  ended.complete(null);
                }
              });
      canceller = cancel;
      cancel.start();
      started = true;
      var timer = job.resources().timer();
      long now = timer.nanoTime();
      timer.at(now + job.grace().toNanos() / 2, () -> Thread.startVirtualThread(this::interrupt));
      timer.at(now + job.grace().toNanos(), () -> overdue(reading));
    } finally {
      if (!started) {
        ended.complete(null);
      }
    }
  }

  /** Interrupts what has not ended yet. It may close a socket: not for the timer's thread. */
  void interrupt() {
    reader.interrupt();
    var cancel = canceller;
    if (cancel != null) {
      cancel.interrupt();
    }
  }

  private void overdue(Reading reading) {
    if (!reader.isAlive()) {
      return;
    }
    hangs = true;
    reading.overdue();
    // One that is blocked needs no processor; one that burns keeps its place, or scrapes would
    // starve.
    if (reader.getState() != Thread.State.RUNNABLE) {
      reading.giveWay();
    }
  }

  /** True when the read was given up a while ago and has not ended. */
  boolean hangs() {
    return hangs;
  }

  /** Waits until the cancelling itself has ended, interrupted or not. */
  void awaitEnd() {
    ended.join();
  }
}
