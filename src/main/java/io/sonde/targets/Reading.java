package io.sonde.targets;

import java.io.Closeable;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of a read in progress: its deadline, how to cancel it, its share of the processor, and
 * the memory that it holds.
 *
 * <p>Thread-safe: the reading thread sets how to cancel, and another thread cancels at the
 * deadline, once. Only the reading thread takes processor and memory.
 */
public final class Reading {
  private final LongSupplier clock;
  private final long end;
  private final ProcessorShare processor;
  private final ReadMemory.@Nullable Share memory;

  // Guarded by this.
  private @Nullable Runnable cancel;
  private boolean cancelled;

  /**
   * A read that shares processor and memory with others.
   *
   * @param clock a monotonic clock, in nanoseconds
   * @param end the deadline, by that clock
   * @param processor has as many permits as reads may parse or map at once; null for no limit
   * @param memory the budget of all reads; null for no limit
   */
  public Reading(
      LongSupplier clock, long end, @Nullable Semaphore processor, @Nullable ReadMemory memory) {
    this.clock = clock;
    this.end = end;
    this.processor = new ProcessorShare(processor);
    this.memory = memory == null ? null : memory.new Share(this);
  }

  /** A read that begins now, without limits of processor and memory. */
  public static Reading within(Duration timeout) {
    return new Reading(System::nanoTime, System.nanoTime() + timeout.toNanos(), null, null);
  }

  // Deadline.

  /**
   * The time until the deadline, in nanoseconds; 0 or less when the deadline has passed or the read
   * was cancelled.
   */
  public long nanosLeft() {
    return cancelled() ? 0 : end - clock.getAsLong();
  }

  /** The time until the deadline; zero when the deadline has passed or the read was cancelled. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, nanosLeft()));
  }

  /** True when the deadline has passed or the read was cancelled. */
  public boolean isOver() {
    return nanosLeft() <= 0;
  }

  /**
   * The time until the deadline in milliseconds, for timeouts of sockets: rounded up, so that no
   * timeout is before the deadline.
   *
   * @throws SocketTimeoutException when the deadline has passed
   */
  public int millisLeft() throws SocketTimeoutException {
    long nanos = nanosLeft();
    if (nanos <= 0) {
      throw new SocketTimeoutException("the deadline has passed");
    }
    return Math.clamp(Math.ceilDiv(nanos, 1_000_000), 1, Integer.MAX_VALUE);
  }

  // Share of the processor.

  /**
   * Begins work that keeps a processor busy, such as parsing an answer: waits until fewer than the
   * allowed number of reads do such work, so that scrapes are not delayed. Never hold it while
   * waiting for the target: {@link #waiting()} gives it back for that time. Calls may be nested;
   * passing a row to the sink takes a share, too.
   *
   * <pre>
   * try (var _ = reading.parsing()) { … }
   * </pre>
   */
  public Parsing parsing() throws InterruptedException {
    return processor.parsing();
  }

  /**
   * Begins to wait for the target during {@linkplain #parsing() parsing}, for example in a parser
   * that reads from the connection: gives the share of the processor back, and takes it again at
   * the end. Does nothing outside of parsing.
   *
   * <pre>
   * try (var _ = reading.waiting()) { count = connection.read(buffer); }
   * </pre>
   */
  public Waiting waiting() {
    return processor.waiting();
  }

  /**
   * Takes the share of the processor from a read that was given up and is still blocked, so that
   * other reads do not wait for it.
   */
  public void releaseProcessor() {
    processor.release();
  }

  // Memory.

  /**
   * Reserves memory, in addition to what this read holds, before it is used for bytes of an answer,
   * decoded objects, or a document. Waits until the budget of all reads has room for it, and gives
   * the share of the processor back while it waits. All memory is released at the end of the read;
   * {@link #release(long)} releases some of it earlier.
   *
   * <p>Reserve large amounts in few calls, and known amounts at the start: a read that waits while
   * it holds no memory does not block others.
   *
   * @throws ReadException {@code LIMIT} when this read alone needs more than the budget, when there
   *     was no room until the deadline, or when otherwise no read could go on
   */
  public void hold(long bytes) throws ReadException, InterruptedException {
    if (memory == null || bytes <= 0 || memory.tryHold(bytes)) {
      return;
    }
    int outer = processor.pause();
    memory.hold(bytes);
    processor.resume(outer);
  }

  /** Releases memory that this read does not need any more, at most what it holds. */
  public void release(long bytes) {
    if (memory != null && bytes > 0) {
      memory.release(bytes);
    }
  }

  /**
   * The reason why it waits for memory, as in the message of the failure at the deadline; empty
   * when it does not wait.
   */
  public Optional<String> shortage() {
    return memory == null ? Optional.empty() : Optional.ofNullable(memory.shortage());
  }

  // Cancelling and ending.

  /**
   * Sets how to cancel the part of the read that begins now; replaces the previous action. When the
   * read was cancelled already, the action is run at once.
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

  /** Removes the action: there is nothing to cancel. */
  public synchronized void done() {
    cancel = null;
  }

  /** Cancels the read: runs the present action, and each one that is set from now on. */
  public void cancel() {
    Runnable action;
    synchronized (this) {
      cancelled = true;
      action = cancel;
      cancel = null;
    }
    if (memory != null) {
      memory.cancelled();
    }
    if (action != null) {
      action.run();
    }
  }

  /** True once it was cancelled. */
  public synchronized boolean cancelled() {
    return cancelled;
  }

  /**
   * Marks a read that was given up and has not ended. Its memory still counts; see {@link
   * ReadMemory}.
   */
  public void overdue() {
    if (memory != null) {
      memory.overdue();
    }
  }

  /** Marks the end of the read: releases its share of the processor and its memory. */
  public void end() {
    try {
      releaseProcessor();
    } finally {
      if (memory != null) {
        memory.end();
      }
    }
  }

  /** Work that keeps a processor busy, until it is closed. */
  @FunctionalInterface
  public interface Parsing extends AutoCloseable {
    @Override
    void close();
  }

  /** Waiting for the target during such work, until it is closed. */
  @FunctionalInterface
  public interface Waiting extends Closeable {
    /**
     * @throws InterruptedIOException when the thread was interrupted: the read has no share of the
     *     processor then, and must end
     */
    @Override
    void close() throws InterruptedIOException;
  }
}
