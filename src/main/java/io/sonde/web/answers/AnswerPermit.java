package io.sonde.web.answers;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The permit of one answer, held by the thread that makes and sends it.
 *
 * <p>It is cut off by an interrupt, which ends a write to a client that has stopped reading: a
 * socket has no timeout for writes. The interrupt closes the socket. Closed by the thread that
 * holds it, after which that thread is no longer interrupted.
 */
public final class AnswerPermit implements AutoCloseable {
  /** Why an answer was cut off. */
  public enum Reason {
    /** It took too long altogether. */
    TOO_LONG,

    /** Its client took nothing, and another waited. */
    STALLED
  }

  private final AnswerPermits permits;
  private final String peer;
  private final Thread thread;
  private final LongSupplier nanoTime;
  private final long begun;
  private volatile long progress;
  private volatile boolean sending;

  // Guarded by this.
  private boolean open = true;
  private @Nullable Reason reason;

  AnswerPermit(AnswerPermits permits, String peer, Thread thread, LongSupplier nanoTime) {
    this.permits = permits;
    this.peer = peer;
    this.thread = thread;
    this.nanoTime = nanoTime;
    this.begun = nanoTime.getAsLong();
  }

  /** The address of its client. */
  String peer() {
    return peer;
  }

  /** From now on it is for the client to take the answer. Again each time that it took some. */
  public void progress() {
    progress = nanoTime.getAsLong();
    sending = true;
  }

  boolean isSending() {
    return sending;
  }

  /** For how long the client has taken nothing, in nanoseconds. */
  long stalledFor(long now) {
    return now - progress;
  }

  long age(long now) {
    return now - begun;
  }

  /** Interrupts the thread, unless it has left. */
  synchronized void cutOff(Reason why) {
    if (open && reason == null) {
      reason = why;
      thread.interrupt();
    }
  }

  synchronized boolean isCutOff() {
    return reason != null;
  }

  /** Why it was cut off; null when it was not. */
  public synchronized @Nullable Reason reason() {
    return reason;
  }

  @Override
  public void close() {
    synchronized (this) {
      open = false;
      if (reason != null) {
        Thread.interrupted();
      }
    }
    permits.leave(this);
  }
}
