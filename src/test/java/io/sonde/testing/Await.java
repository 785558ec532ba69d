package io.sonde.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for what comes by itself, by looking again and again: it ends as soon as it is there. */
public final class Await {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** Leaves the processor to what is waited for. */
  private static final Duration PAUSE = Duration.ofMillis(1);

  private Await() {}

  /** What is looked at, once it is as expected; fails when that takes a minute. */
  public static <T> T until(Callable<T> look, Predicate<T> expected) throws Exception {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (true) {
      T seen = look.call();
      if (expected.test(seen)) {
        return seen;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("not as expected within " + LONGEST + ": " + seen);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
