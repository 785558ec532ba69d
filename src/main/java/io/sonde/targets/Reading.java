package io.sonde.targets;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A read that is under way, as those around it see it: when its time is up, what to cancel then,
 * and whether it uses the processor now.
 *
 * <p>Thread-safe: the reading thread says what to cancel, the deadline's thread cancels, once.
 */
public final class Reading {
  private final LongSupplier clock;
  private final long end;
  private final @Nullable Semaphore processor;
  private final Parsing parsing = this::leave;
  private int depth;
  private @Nullable Runnable cancel;
  private boolean cancelled;
  private boolean holding;

  /**
   * A read that shares the processor with others.
   *
   * @param clock a monotonic clock, in nanoseconds
   * @param end when its time is up, by that clock
   * @param processor has as many permits as reads may parse or map at once; null for no bound
   */
  public Reading(LongSupplier clock, long end, @Nullable Semaphore processor) {
    this.clock = clock;
    this.end = end;
    this.processor = processor;
  }

  /** A read whose time begins now, and that may use the processor whenever it likes. */
  public static Reading within(Duration timeout) {
    return new Reading(System::nanoTime, System.nanoTime() + timeout.toNanos(), null);
  }

  // Its time.

  /** What is left of its time, in nanoseconds; 0 or less when time is up or it was cancelled. */
  public long nanosLeft() {
    return cancelled() ? 0 : end - clock.getAsLong();
  }

  /** What is left of its time; zero when time is up or it was cancelled. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, nanosLeft()));
  }

  /** True when its time is up, or it was cancelled before. */
  public boolean isOver() {
    return nanosLeft() <= 0;
  }

  /**
   * What is left of its time in milliseconds, as sockets take it: rounded up, so that nothing gives
   * up before its time.
   *
   * @throws SocketTimeoutException when time is up
   */
  public int millisLeft() throws SocketTimeoutException {
    long nanos = nanosLeft();
    if (nanos <= 0) {
      throw new SocketTimeoutException("the time is up");
    }
    return Math.clamp(Math.ceilDiv(nanos, 1_000_000), 1, Integer.MAX_VALUE);
  }

  // Its share of the processor.

  /**
   * Begins work that keeps a processor busy, such as parsing an answer: waits until fewer than the
   * allowed number of reads do such work, so that scrapes are not starved. Hold it never while
   * waiting for the target. It may be nested; handing a row to the sink takes it too. For the
   * reading thread alone.
   *
   * <pre>
   * try (var _ = reading.parsing()) { … }
   * </pre>
   */
  public Parsing parsing() throws InterruptedException {
    if (depth == 0 && processor != null) {
      processor.acquire();
      synchronized (this) {
        holding = true;
      }
    }
    depth++;
    return parsing;
  }

  private void leave() {
    if (--depth == 0) {
      giveWay();
    }
  }

  /**
   * Takes its place from a read that should have ended and is blocked while it holds it, so that
   * the others do not wait for it.
   */
  public synchronized void giveWay() {
    if (holding && processor != null) {
      holding = false;
      processor.release();
    }
  }

  // Its end.

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

  /** True once it was cancelled. */
  public synchronized boolean cancelled() {
    return cancelled;
  }

  /** Work that keeps a processor busy, until it is closed. */
  @FunctionalInterface
  public interface Parsing extends AutoCloseable {
    @Override
    void close();
  }
}
