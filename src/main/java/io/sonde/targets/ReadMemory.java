package io.sonde.targets;

import io.sonde.targets.ReadException.Reason;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The memory of all reads together, for bodies, decoded objects and parsed documents. A read waits
 * until the budget has room for it. {@link MemoryBudget} has the rules that decide who is served
 * first. Reads use it through {@link Reading#hold(long)}. Thread-safe.
 */
public final class ReadMemory {
  private final ReentrantLock lock = new ReentrantLock();
  private final MemoryBudget budget; // guarded by lock

  /**
   * @param bytes the budget, more than 0
   */
  public ReadMemory(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("bytes: expected more than 0, found " + bytes);
    }
    this.budget = new MemoryBudget(bytes);
  }

  /** The budget. */
  public long bytes() {
    return read(budget::bytes);
  }

  /**
   * Changes the budget. Reads keep what they hold.
   *
   * @param bytes more than 0
   */
  public void bytes(long bytes) {
    update(() -> budget.bytes(bytes));
  }

  /** The memory that reads hold now, including reads that were given up and have not ended. */
  public long held() {
    return read(budget::used);
  }

  private <T extends @Nullable Object> T read(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  private void update(Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
  }

  /** The memory of one read. */
  final class Share {
    private final Reading reading;
    private final Condition changed = lock.newCondition();

    // Guarded by lock.
    private final MemoryBudget.Claim claim = budget.new Claim(changed::signal);
    private @Nullable String shortage;

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
        return claim.tryTake(more);
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
        shortage = message;
        try {
          claim.beginToWait(more);
          while (claim.waits() && !reading.isOver()) {
            changed.awaitNanos(reading.nanosLeft());
          }
          if (!claim.isServed()) {
            throw new ReadException(Reason.LIMIT, message, null);
          }
          shortage = null;
        } finally {
          claim.endToWait();
        }
      } finally {
        lock.unlock();
      }
    }

    private void check(long more) throws ReadException {
      if (claim.isClosed()) {
        throw new ReadException(Reason.TIMEOUT, "the read was given up", null);
      }
      if (more > budget.bytes() - claim.holds()) {
        throw new ReadException(
            Reason.LIMIT,
            "expected at most %d bytes in memory, for all reads together, found one that needs %d"
                .formatted(budget.bytes(), claim.holds() + more),
            null);
      }
    }

    private String shortage(long more) {
      return "expected room for %d bytes more, found %d of %d bytes held by all reads together"
          .formatted(more, budget.used(), budget.bytes());
    }

    /** The reason why it waits, or failed; null when it got the memory. */
    @Nullable String shortage() {
      return ReadMemory.this.<@Nullable String>read(() -> shortage);
    }

    /** Releases some memory. */
    void release(long less) {
      update(() -> claim.release(less));
    }

    /** The read was given up; its memory stays in use until it ends. */
    void overdue() {
      update(claim::giveUp);
    }

    /** The read has ended: releases all of its memory. */
    void end() {
      update(claim::end);
    }

    /** The read was cancelled: wakes it to check its deadline. */
    void cancelled() {
      update(changed::signal);
    }
  }
}
