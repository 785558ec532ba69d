package io.sonde.web.answers;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the answers that are in the making or on their way at once: scrapes and probes share it.
 *
 * <p>A client that reads keeps its permit. One that has taken nothing for a second loses it when
 * another waits, longest first, and every one loses it after two minutes. A request without a
 * permit waits for {@link #PATIENCE}. Of those that wait, one whose address has the fewest permits
 * is served first, and of these the last to come, since the others may have given up. For addresses
 * that have their share of the permits, few answers a second are cut off: each that takes the
 * permit costs a rendering, and its client may not read either. Thread-safe. {@link #sweep()} has
 * to be called about once a second.
 */
public final class AnswerPermits {
  /** The key of the configuration that sets how many there are. */
  public static final String KEY = "exposition.max-in-flight";

  /** A client that has taken nothing for so long can lose its permit. */
  public static final Duration STALLED = Duration.ofSeconds(1);

  /** How long a request waits for a permit: longer than it takes until a client has stalled. */
  static final Duration PATIENCE = Duration.ofMillis(1500);

  /** The least time between two answers that are cut off for addresses that have their share. */
  static final Duration BETWEEN = Duration.ofMillis(250);

  /** An answer that has not been read by then is cut off. */
  public static final Duration LONGEST = Duration.ofMinutes(2);

  private final Duration patience;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();

  private volatile int limit; // written under the lock

  // Guarded by the lock.
  private final Set<AnswerPermit> taken = new LinkedHashSet<>();
  private final Waiters waiters = new Waiters(taken);
  private long refused; // and cut off
  private long cutOff; // when an answer was last cut off for an address that has its share

  /**
   * @param limit how many there are
   */
  public AnswerPermits(int limit) {
    this(limit, PATIENCE, System::nanoTime);
  }

  AnswerPermits(int limit, Duration patience, LongSupplier nanoTime) {
    this.limit = limit;
    this.patience = patience;
    this.nanoTime = nanoTime;
    this.cutOff = nanoTime.getAsLong() - BETWEEN.toNanos();
  }

  /** How many there are. */
  public int limit() {
    return limit;
  }

  /**
   * From now on there are so many. Where more are taken, nobody gets one until enough of them are
   * free.
   */
  public void limit(int permits) {
    lock.lock();
    try {
      limit = permits;
      serve();
    } finally {
      lock.unlock();
    }
  }

  /** How many are taken. */
  public int inUse() {
    lock.lock();
    try {
      return taken.size();
    } finally {
      lock.unlock();
    }
  }

  /** How many requests got none in time, or lost theirs. */
  public long refused() {
    lock.lock();
    try {
      return refused;
    } finally {
      lock.unlock();
    }
  }

  /** How many requests wait for one. */
  int waiting() {
    lock.lock();
    try {
      return waiters.size();
    } finally {
      lock.unlock();
    }
  }

  /** The same for a client of no address. */
  Optional<AnswerPermit> enter() throws InterruptedException {
    return enter("");
  }

  /**
   * Takes a permit for the calling thread, which has to close it.
   *
   * @param peer the address of the client
   * @return empty when there is none, and none became free in time
   */
  public Optional<AnswerPermit> enter(String peer) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (taken.size() < limit) {
        return Optional.of(take(peer, Thread.currentThread()));
      }
      return Optional.ofNullable(await(peer));
    } finally {
      lock.unlock();
    }
  }

  private @Nullable AnswerPermit await(String peer) throws InterruptedException {
    var waiter = new Waiters.Waiter(peer, Thread.currentThread(), lock.newCondition());
    waiters.push(waiter);
    if (waiters.size() > limit) {
      // Each holds its connection, of which there are not many either.
      Waiters.Waiter last = waiters.last();
      waiters.remove(last);
      last.tooMany = true;
      last.free.signal();
    }
    long end = nanoTime.getAsLong() + patience.toNanos();
    boolean served = false;
    try {
      for (long now = nanoTime.getAsLong(); waiter.permit == null; now = nanoTime.getAsLong()) {
        long next = cutOffStalled(now);
        if (now >= end || waiter.tooMany) {
          refused++;
          return null;
        }
        var _ = waiter.free.awaitNanos(Math.min(end - now, next));
      }
      served = true;
      return waiter.permit;
    } finally {
      waiters.remove(waiter);
      if (!served && waiter.permit != null) {
        leave(waiter.permit);
      }
    }
  }

  /**
   * Cuts off as many stalled answers as requests wait.
   *
   * @return in how many nanoseconds the next one may be cut off
   */
  private long cutOffStalled(long now) {
    long leaving = taken.stream().filter(AnswerPermit::isCutOff).count();
    long favoured = waiters.favoured(limit);
    while (leaving < waiters.size()) {
      Optional<AnswerPermit> longest =
          taken.stream()
              .filter(permit -> !permit.isCutOff() && permit.isSending())
              .max(Comparator.comparingLong(permit -> permit.stalledFor(now)));
      if (longest.isEmpty()) {
        return Long.MAX_VALUE;
      }
      boolean forCrowd = leaving >= favoured;
      long left = STALLED.toNanos() - longest.get().stalledFor(now);
      if (forCrowd) {
        left = Math.max(left, cutOff + BETWEEN.toNanos() - now);
      }
      if (left > 0) {
        return left;
      }
      if (forCrowd) {
        cutOff = now;
      }
      longest.get().cutOff(AnswerPermit.Reason.STALLED);
      refused++;
      leaving++;
    }
    return Long.MAX_VALUE;
  }

  /** Cuts off what has been going on for too long. */
  public void sweep() {
    long now = nanoTime.getAsLong();
    for (AnswerPermit permit : all()) {
      if (permit.age(now) >= LONGEST.toNanos()) {
        permit.cutOff(AnswerPermit.Reason.TOO_LONG);
      }
    }
  }

  void leave(AnswerPermit permit) {
    lock.lock();
    try {
      taken.remove(permit);
      serve();
    } finally {
      lock.unlock();
    }
  }

  /** Gives the permits that are free to those who wait. */
  private void serve() {
    Waiters.Waiter next = waiters.first();
    while (next != null && taken.size() < limit) {
      waiters.remove(next);
      next.permit = take(next.peer, next.thread);
      next.free.signal();
      next = waiters.first();
    }
  }

  private AnswerPermit take(String peer, Thread thread) {
    var permit = new AnswerPermit(this, peer, thread, nanoTime);
    taken.add(permit);
    return permit;
  }

  private Collection<AnswerPermit> all() {
    lock.lock();
    try {
      return Set.copyOf(taken);
    } finally {
      lock.unlock();
    }
  }
}
