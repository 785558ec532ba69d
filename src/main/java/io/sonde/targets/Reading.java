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
 * A read that is under way, as those around it see it: when its time is up, what to cancel then,
 * whether it uses the processor now, and how much memory it holds.
 *
 * <p>Thread-safe: the reading thread says what to cancel, the deadline's thread cancels, once. The
 * processor and the memory are for the reading thread alone to take.
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
   * @param end when its time is up, by that clock
   * @param processor has as many permits as reads may parse or map at once; null for no bound
   * @param memory what all reads may hold together; null for no bound
   */
  public Reading(
      LongSupplier clock, long end, @Nullable Semaphore processor, @Nullable ReadMemory memory) {
    this.clock = clock;
    this.end = end;
    this.processor = new ProcessorShare(processor);
    this.memory = memory == null ? null : memory.new Share(this);
  }

  /** A read whose time begins now, and that may use processor and memory as it likes. */
  public static Reading within(Duration timeout) {
    return new Reading(System::nanoTime, System.nanoTime() + timeout.toNanos(), null, null);
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
   * waiting for the target: {@link #waiting()} gives it back for that time. It may be nested;
   * handing a row to the sink takes it too.
   *
   * <pre>
   * try (var _ = reading.parsing()) { … }
   * </pre>
   */
  public Parsing parsing() throws InterruptedException {
    return processor.parsing();
  }

  /**
   * Begins to wait for the target in the middle of {@linkplain #parsing() parsing}, as a parser
   * does that reads from the connection: gives the share of the processor back, and takes it again
   * at the end. Outside of parsing it does nothing.
   *
   * <pre>
   * try (var _ = reading.waiting()) { count = connection.read(buffer); }
   * </pre>
   */
  public Waiting waiting() {
    return processor.waiting();
  }

  /**
   * Takes its place from a read that should have ended and is blocked while it holds it, so that
   * the others do not wait for it.
   */
  public void giveWay() {
    processor.giveWay();
  }

  // Its memory.

  /**
   * Takes memory, beside what this read holds already, before it is filled: with bytes of an
   * answer, decoded objects, or a document. Waits until the other reads leave room for it; the
   * share of the processor is given back for that time. All is given back when the read has ended,
   * so only what is let go earlier needs a {@link #release(long)}.
   *
   * <p>Ask for much at once rather than often for little, and first of all for what is known to be
   * needed: a read that waits with nothing in its hands is in nobody's way.
   *
   * @throws ReadException {@code LIMIT} when this read alone wants more than all reads may hold,
   *     when there was no room until its time was up, or when no read could go on otherwise
   */
  public void hold(long bytes) throws ReadException, InterruptedException {
    if (memory == null || bytes <= 0 || memory.tryHold(bytes)) {
      return;
    }
    int outer = processor.pause();
    memory.hold(bytes);
    processor.resume(outer);
  }

  /** Gives back memory that this read took and needs no more, at most what it holds. */
  public void release(long bytes) {
    if (memory != null && bytes > 0) {
      memory.release(bytes);
    }
  }

  /**
   * Why it waits for memory now, in the words of the failure that comes of it when its time is up;
   * empty when it does not wait.
   */
  public Optional<String> shortage() {
    return memory == null ? Optional.empty() : Optional.ofNullable(memory.shortage());
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
   * Says that it was given up a while ago and has not ended. What it holds is still in memory, and
   * still counts; see {@link ReadMemory} for how far.
   */
  public void overdue() {
    if (memory != null) {
      memory.overdue();
    }
  }

  /** Says that it has ended, in whatever way: gives back its processor and its memory. */
  public void end() {
    try {
      giveWay();
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

  /** Waiting for the target in the middle of such work, until it is closed. */
  @FunctionalInterface
  public interface Waiting extends Closeable {
    /**
     * @throws InterruptedIOException when the read is interrupted: it has no share of the processor
     *     then, and must end
     */
    @Override
    void close() throws InterruptedIOException;
  }
}
