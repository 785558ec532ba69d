package io.sonde.collection;

import io.sonde.targets.Reading;

/**
 * The end of a read that was given up: it is cancelled, interrupted when that was no help, and then
 * said to be overdue.
 *
 * <p>Each step has a thread or a time of its own, since each may hang: {@code Statement.cancel}
 * connects to a server that may be gone.
 */
final class Cancelling {
  private final Source source;
  private final Runnable cancelled;
  private final Thread canceller;

  /**
   * @param cancelled called when the cancelling itself has ended
   */
  Cancelling(Source source, Reading reading, Runnable cancelled) {
    this.source = source;
    this.cancelled = cancelled;
    this.canceller =
        Thread.ofVirtual()
            .name("sonde, cancel: " + source)
            .unstarted(() -> {
              try {
                reading.cancel();
              } finally {
                cancelled.run();
              }
            });
  }

  /**
   * @param interrupt interrupts the read, at half the time of grace: what is blocked in a socket
   *     loses its connection by that
   * @param overdue called after the time of grace
   */
  void start(Runnable interrupt, Runnable overdue) {
    boolean started = false;
    try {
      long now = source.timer().nanoTime();
      long grace = source.grace().toNanos();
      source.timer().at(now + grace / 2, () -> Thread.startVirtualThread(interrupt));
      source.timer().at(now + grace, overdue);
      canceller.start();
      started = true;
    } finally {
      if (!started) {
        cancelled.run();
      }
    }
  }

  void interrupt() {
    canceller.interrupt();
  }
}
