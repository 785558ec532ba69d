package io.sonde.web.answers;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for a permit, and which of them comes first. Not thread-safe: {@link
 * AnswerPermits} has the lock.
 */
final class Waiters {
  private final Collection<AnswerPermit> taken;
  private final Deque<Waiter> waiters = new ArrayDeque<>();

  /**
   * @param taken the permits that are taken, as they are at each call
   */
  Waiters(Collection<AnswerPermit> taken) {
    this.taken = taken;
  }

  /** One request, until it has a permit or gives up. */
  static final class Waiter {
    final String peer;
    final Thread thread;
    final Condition free;
    @Nullable AnswerPermit permit;
    boolean tooMany;

    Waiter(String peer, Thread thread, Condition free) {
      this.peer = peer;
      this.thread = thread;
      this.free = free;
    }
  }

  void push(Waiter waiter) {
    waiters.push(waiter);
  }

  void remove(Waiter waiter) {
    waiters.remove(waiter);
  }

  int size() {
    return waiters.size();
  }

  /** Of those whose address has the fewest permits, the last to come. */
  @Nullable Waiter first() {
    return waiters.stream().min(Comparator.comparingLong(this::held)).orElse(null);
  }

  /** Of those whose address has the most, the first to come. There has to be one. */
  Waiter last() {
    return waiters.reversed().stream()
        .max(Comparator.comparingLong(waiter -> held(waiter) + waiting(waiter)))
        .orElseThrow();
  }

  /**
   * How many of them have an address with less than its share of the permits.
   *
   * @param permits how many there are
   */
  long favoured(int permits) {
    Set<String> peers = new HashSet<>();
    taken.forEach(permit -> peers.add(permit.peer()));
    waiters.forEach(waiter -> peers.add(waiter.peer));
    return waiters.stream().filter(waiter -> held(waiter) * peers.size() < permits).count();
  }

  private long held(Waiter waiter) {
    return taken.stream().filter(permit -> permit.peer().equals(waiter.peer)).count();
  }

  private long waiting(Waiter waiter) {
    return waiters.stream().filter(other -> other.peer.equals(waiter.peer)).count();
  }
}
