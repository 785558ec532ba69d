package io.sonde.collection.run;

import io.sonde.targets.Reading;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Ends a read that was given up: cancels it, which closes its session, and interrupts it half of
 * the grace later. When the grace is over and the read has not ended, it counts as hung.
 *
 * <p>Cancelling and interrupting run on threads of their own, since each of them may block: {@code
 * Statement.cancel} connects to a server that may be gone. Thread-safe.
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
   * Begins. Called once, by the thread that gives the read up.
   *
   * @param reading null when the run still waits at the gate
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

  /** Interrupts the read and its cancelling. May close a socket, so the timer does not call it. */
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
    // A blocked read gives its share of the processor to others. One that is computing keeps it:
    // otherwise others would compute beside it, and no processor would be left for scrapes.
    if (reader.getState() != Thread.State.RUNNABLE) {
      reading.releaseProcessor();
    }
  }

  /** True when the read was given up a while ago and has not ended. */
  boolean hangs() {
    return hangs;
  }

  /** Waits until the cancelling itself has ended. */
  void awaitEnd() {
    ended.join();
  }
}
