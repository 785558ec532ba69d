package io.sonde.target;

import org.jspecify.annotations.Nullable;

/**
 * A read that is under way, as its deadline sees it: what to cancel when time is up.
 *
 * <p>Thread-safe: the reading thread says what to cancel, the deadline's thread cancels, once.
 */
public final class Reading {
  private @Nullable Runnable cancel;
  private boolean cancelled;

  /**
   * Says how the part of the read that begins now can be cancelled; it replaces what was said
   * before. When the deadline has passed already, it is run at once.
   */
  public void onCancel(Runnable action) {
    synchronized (this) {
      if (!cancelled) {
        cancel = action;
        return;
      }
    }
    action.run();
  }

  /** Says that nothing is left to cancel. */
  public synchronized void done() {
    cancel = null;
  }

  /** Cancels: runs what was said last, and whatever is said from now on. */
  public void cancel() {
    Runnable action;
    synchronized (this) {
      cancelled = true;
      action = cancel;
      cancel = null;
    }
    if (action != null) {
      action.run();
    }
  }

  /** True once the deadline has passed. */
  public synchronized boolean cancelled() {
    return cancelled;
  }
}
