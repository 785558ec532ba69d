package io.sonde.targets;

import io.sonde.targets.ReadException.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The memory budget of all reads together, for bodies, decoded objects and parsed documents. Reads
 * use it through {@link Reading#hold(long)}. Thread-safe.
 *
 * <p>Rules:
 *
 * <ul>
 *   <li>The read that has held memory for longest may use the whole budget. Others get more only
 *       while at most half of the budget is used, so that the first one can nearly always go on and
 *       end.
 *   <li>While the first one waits, no other read gets more. Otherwise requests are served in their
 *       order.
 *   <li>When all reads that hold memory wait for more, none of them could end: the youngest fails
 *       and releases its memory, repeatedly, until the first one can go on.
 *   <li>The memory of a read that was given up and has not ended is still counted. All such reads
 *       together count for at most half of the budget, so that a few of them cannot stop all
 *       others; only in this case can reads hold more than the budget.
 * </ul>
 */
public final class ReadMemory {
  private volatile long bytes; // written under the lock
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private final Deque<Share> holders = new ArrayDeque<>(); // ordered by the time at which they
  // got memory
  private final Deque<Share> waiters = new ArrayDeque<>(); // in the order of asking
  private long held; // by holders
  private long overdue; // by reads that were given up

  /**
   * @param bytes the budget, more than 0
   */
  public ReadMemory(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("bytes: expected more than 0, found " + bytes);
    }
    this.bytes = bytes;
  }

  /** The budget. */
  public long bytes() {
    return bytes;
  }

  /**
   * Changes the budget. Reads keep what they hold.
   *
   * @param budget more than 0
   */
  public void bytes(long budget) {
    lock.lock();
    try {
      bytes = budget;
      grant();
    } finally {
      lock.unlock();
    }
  }

  /** The memory that reads hold now, including reads that were given up and have not ended. */
  public long held() {
    lock.lock();
    try {
      return held + overdue;
    } finally {
      lock.unlock();
    }
  }

  private boolean fits(Share share, long more) {
    boolean first = holders.isEmpty() || holders.peekFirst() == share;
    long free = bytes - held - Math.min(overdue, bytes / 2);
    return more <= free && (first || held + more <= bytes / 2);
  }

  private void give(Share share, long more) {
    if (share.holds == 0) {
      holders.addLast(share);
    }
    share.holds += more;
    share.wants = 0;
    held += more;
  }

  /** Serves waiting reads, as far as there is room. */
  private void grant() {
    var next = next();
    while (next != null && fits(next, next.wants)) {
      waiters.remove(next);
      give(next, next.wants);
      next.changed.signal();
      next = next();
    }
    if (next != null && waiters.containsAll(holders)) {
      refuseYoungest();
    }
  }

  private @Nullable Share next() {
    var first = holders.peekFirst();
    return first != null && waiters.contains(first) ? first : waiters.peekFirst();
  }

  /** This ends the read, which releases its memory and calls {@link #grant} again. */
  private void refuseYoungest() {
    var youngest = holders.peekLast();
    if (youngest != null && youngest != holders.peekFirst()) {
      waiters.remove(youngest);
      youngest.changed.signal();
    }
  }

  /** The memory of one read. */
  final class Share {
    private final Reading reading;
    private final Condition changed = lock.newCondition();

    // Guarded by lock.
    private long holds;
    private long wants; // the requested amount while it waits; otherwise 0
    private @Nullable String shortage;
    private boolean isOverdue;
    private boolean ended;

    Share(Reading reading) {
      this.reading = reading;
    }

    /**
     * Takes memory when there is room and no other read is served first; false when the read must
     * wait.
     */
    boolean tryHold(long more) throws ReadException {
      lock.lock();
      try {
        check(more);
        boolean comesFirst = waiters.isEmpty() || holders.peekFirst() == this;
        if (!comesFirst || !fits(this, more)) {
          return false;
        }
        give(this, more);
        return true;
      } finally {
        lock.unlock();
      }
    }

    /** Takes memory; waits for room until the deadline of the read. */
    void hold(long more) throws ReadException, InterruptedException {
      lock.lock();
      try {
        check(more);
        String message = shortage(more);
        wants = more;
        shortage = message;
        waiters.addLast(this);
        try {
          grant();
          while (waiters.contains(this) && !reading.isOver()) {
            changed.awaitNanos(reading.nanosLeft());
          }
          if (wants > 0) {
            throw new ReadException(Reason.LIMIT, message, null);
          }
          shortage = null;
        } finally {
          stopWaiting();
        }
      } finally {
        lock.unlock();
      }
    }

    private void check(long more) throws ReadException {
      if (isOverdue || ended) {
        throw new ReadException(Reason.TIMEOUT, "the read was given up", null);
      }
      if (more > bytes - holds) {
        throw new ReadException(
            Reason.LIMIT,
            "expected at most %d bytes in memory, for all reads together, found one that needs %d"
                .formatted(bytes, holds + more),
            null);
      }
    }

    private String shortage(long more) {
      return "expected room for %d bytes more, found %d of %d bytes held by all reads together"
          .formatted(more, held + overdue, bytes);
    }

    private void stopWaiting() {
      wants = 0;
      if (waiters.remove(this)) {
        grant();
      }
    }

    /** The reason why it waits, or failed; null when it got the memory. */
    @Nullable String shortage() {
      lock.lock();
      try {
        return shortage;
      } finally {
        lock.unlock();
      }
    }

    void release(long less) {
      lock.lock();
      try {
        giveBack(Math.min(less, holds));
      } finally {
        lock.unlock();
      }
    }

    private void giveBack(long less) {
      holds -= less;
      if (isOverdue) {
        overdue -= less;
      } else {
        held -= less;
        if (holds == 0) {
          holders.remove(this);
        }
      }
      grant();
    }

    /** The read was given up; its memory stays in use until it ends. */
    void overdue() {
      lock.lock();
      try {
        if (!isOverdue && !ended) {
          isOverdue = true;
          holders.remove(this);
          held -= holds;
          overdue += holds;
          grant();
        }
      } finally {
        lock.unlock();
      }
    }

    /** The read has ended: releases all of its memory. */
    void end() {
      lock.lock();
      try {
        ended = true;
        giveBack(holds);
      } finally {
        lock.unlock();
      }
    }

    /** The read was cancelled: wakes it to check its deadline. */
    void cancelled() {
      lock.lock();
      try {
        changed.signal();
      } finally {
        lock.unlock();
      }
    }
  }
}
