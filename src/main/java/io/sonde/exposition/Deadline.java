package io.sonde.exposition;

import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts the thread that opened it when it is still open after a time.
 *
 * <p>An interrupt is what ends a write to a client that has stopped reading: a socket knows no
 * timeout for writes. It closes the socket. To be closed by the same thread, after which that is no
 * longer interrupted.
 */
public final class Deadline implements AutoCloseable {
  private final Thread thread = Thread.currentThread();
  private final Future<?> alarm;
  private boolean open = true;
  private boolean passed;

  /** Opens it on the calling thread. */
  public Deadline(Duration time) {
    alarm = ForkJoinPool.commonPool().schedule(this::pass, time.toNanos(), TimeUnit.NANOSECONDS);
  }

  private synchronized void pass() {
    if (open) {
      passed = true;
      thread.interrupt();
    }
  }

  /** True when it interrupted its thread. */
  synchronized boolean passed() {
    return passed;
  }

  @Override
  public void close() {
    alarm.cancel(false);
    synchronized (this) {
      open = false;
      if (passed) {
        Thread.interrupted();
      }
    }
  }
}
