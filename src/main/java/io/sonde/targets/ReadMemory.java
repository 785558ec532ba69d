package io.sonde.targets;

import io.sonde.targets.ReadException.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that all reads may hold together: bodies, decoded objects, parsed documents. A read
 * asks through {@link Reading#hold(long)}. Thread-safe.
 *
 * <p>Who gets room:
 *
 * <ul>
 *   <li>The read that has held memory for longest may use the whole budget. All others get more
 *       only while no more than half of it is taken, so that the first one can nearly always go on,
 *       end, and make room for the next.
 *   <li>While the first one waits, nobody else gets more. Otherwise the order is that of asking.
 *   <li>When every read that holds memory waits for more, none of them would end: the youngest one
 *       fails at once and gives its memory back, until the first one can go on.
 *   <li>A read that was given up and does not end still holds its memory, so that is still counted.
 *       All such reads together take at most half of the budget from the others: what they hold
 *       beyond that is not counted, or a few of them would stop every other read for ever. Reads
 *       hold more than the budget in that case alone.
 * </ul>
 */
public final class ReadMemory {
  private final long bytes;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private final Deque<Share> holders = new ArrayDeque<>(); // the first to hold memory is first
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

  /** What reads hold now, those included that were given up and have not ended. */
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

  /** Gives room to those who wait, as far as there is some. */
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

  /** Its read ends by that, gives back what it holds, and by that comes back to {@link #grant}. */
  private void refuseYoungest() {
    var youngest = holders.peekLast();
    if (youngest != null && youngest != holders.peekFirst()) {
      waiters.remove(youngest);
      youngest.changed.signal();
    }
  }

  /** What one read holds. */
  final class Share {
    private final Reading reading;
    private final Condition changed = lock.newCondition();

    // Guarded by lock.
    private long holds;
    private long wants; // more than 0 from asking until it is given
    private @Nullable String shortage;
    private boolean isOverdue;
    private boolean ended;

    Share(Reading reading) {
      this.reading = reading;
    }

    /** Takes memory if there is room, and nobody comes first; false when it must be waited for. */
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

    /** Takes memory, and waits for room until the time of the read is up. */
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

    /** Why it waits, or waited in vain; null when it has what it asked for. */
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

    /** The read was given up; what it holds does not go before it ends. */
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

    /** The read has ended: gives everything back. */
    void end() {
      lock.lock();
      try {
        ended = true;
        giveBack(holds);
      } finally {
        lock.unlock();
      }
    }

    /** The read was cancelled: it looks at its time again. */
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
