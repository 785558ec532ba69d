package io.sonde.targets;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which reads share a number of bytes. Not thread-safe: {@link ReadMemory} guards it
 * with its lock.
 *
 * <ul>
 *   <li>The first read is the one that has held memory for longest. It may use the whole budget.
 *       Other reads get more only while at most half of the budget is used, so that the first read
 *       can nearly always go on and end.
 *   <li>While the first read waits, no other read gets more. Otherwise requests are served in their
 *       order.
 *   <li>When all reads that hold memory wait for more, none of them could end. Then the youngest is
 *       refused and releases its memory, repeatedly, until the first read can go on.
 *   <li>The memory of a read that was given up and has not ended still counts. All such reads
 *       together count for at most half of the budget, so that a few of them cannot stop all other
 *       reads. Only in this case can reads hold more than the budget.
 * </ul>
 */
final class MemoryBudget {
  private long bytes;
  private final Deque<Claim> holders = new ArrayDeque<>(); // first read first
  private final Deque<Claim> waiters = new ArrayDeque<>(); // in the order of their requests
  private long held; // by holders
  private long overdue; // by reads that were given up

  MemoryBudget(long bytes) {
    this.bytes = bytes;
  }

  long bytes() {
    return bytes;
  }

  /** Changes the number of bytes, and serves waiting reads. Reads keep what they hold. */
  void bytes(long budget) {
    bytes = budget;
    grant();
  }

  /** The bytes that all reads hold, including reads that were given up. */
  long used() {
    return held + overdue;
  }

  private boolean fits(Claim claim, long more) {
    boolean first = holders.isEmpty() || holders.peekFirst() == claim;
    long free = bytes - held - Math.min(overdue, bytes / 2);
    return more <= free && (first || held + more <= bytes / 2);
  }

  private void give(Claim claim, long more) {
    if (claim.holds == 0) {
      holders.addLast(claim);
    }
    claim.holds += more;
    claim.wants = 0;
    held += more;
  }

  /** Serves waiting reads, as far as there is room. */
  private void grant() {
    var next = next();
    while (next != null && fits(next, next.wants)) {
      waiters.remove(next);
      give(next, next.wants);
      next.wake.run();
      next = next();
    }
    if (next != null && waiters.containsAll(holders)) {
      refuseYoungest();
    }
  }

  private @Nullable Claim next() {
    var first = holders.peekFirst();
    return first != null && waiters.contains(first) ? first : waiters.peekFirst();
  }

  /** Ends the wait of the youngest read. It releases its memory, which calls {@link #grant}. */
  private void refuseYoungest() {
    var youngest = holders.peekLast();
    if (youngest != null && youngest != holders.peekFirst()) {
      waiters.remove(youngest);
      youngest.wake.run();
    }
  }

  /** The bytes that one read holds and wants. */
  final class Claim {
    private final Runnable wake;
    private long holds;
    private long wants; // the requested amount while it waits; otherwise 0
    private boolean isOverdue;
    private boolean ended;

    /**
     * @param wake called when the wait of the read ends, because it got the memory or was refused
     */
    Claim(Runnable wake) {
      this.wake = wake;
    }

    long holds() {
      return holds;
    }

    /** True when the read was given up or has ended. */
    boolean isClosed() {
      return isOverdue || ended;
    }

    /** Takes bytes when there is room and no other read is served first. */
    boolean tryTake(long more) {
      boolean comesFirst = waiters.isEmpty() || holders.peekFirst() == this;
      if (!comesFirst || !fits(this, more)) {
        return false;
      }
      give(this, more);
      return true;
    }

    /** Begins to wait for bytes, and takes them at once when there is room. */
    void beginToWait(long more) {
      wants = more;
      waiters.addLast(this);
      grant();
    }

    /** True until it got the bytes or was refused. */
    boolean waits() {
      return waiters.contains(this);
    }

    /** True when it got the bytes that it waited for. */
    boolean isServed() {
      return wants == 0;
    }

    /** Ends the wait, whatever came of it. */
    void endToWait() {
      wants = 0;
      if (waiters.remove(this)) {
        grant();
      }
    }

    /** Releases bytes, at most those that it holds. */
    void release(long less) {
      long released = Math.min(less, holds);
      holds -= released;
      if (isOverdue) {
        overdue -= released;
      } else {
        held -= released;
        if (holds == 0) {
          holders.remove(this);
        }
      }
      grant();
    }

    /** The read was given up; its bytes stay in use until it ends. */
    void giveUp() {
      if (!isClosed()) {
        isOverdue = true;
        holders.remove(this);
        held -= holds;
        overdue += holds;
        grant();
      }
    }

    /** The read has ended: releases all of its bytes. */
    void end() {
      ended = true;
      release(holds);
    }
  }
}
