package io.sonde.logging;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Writes records to standard error on a thread of its own, so that logging never waits for the
 * reader of standard error. Records that find no room in the queue are dropped and counted; the
 * count is logged when there is room again. Thread-safe.
 */
final class StandardErrorHandler extends Handler {
  /** The most bytes of records that wait to be written. */
  static final int MOST_BYTES = 256_000;

  /** How long {@link #flush()} and {@link #close()} wait for the reader of standard error. */
  private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final OutputStream out;
  private final Thread writer = Thread.ofPlatform().daemon().name("sonde-log").unstarted(this::run);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by lock.
  private final Queue<byte[]> lines = new ArrayDeque<>();
  private int held; // bytes of the lines, and of what is being written
  private long dropped;
  private long droppedSaid;
  private boolean closed;

  /** For the standard error of this process. */
  StandardErrorHandler(Formatter formatter) {
    this(formatter, new FileOutputStream(FileDescriptor.err));
  }

  StandardErrorHandler(Formatter formatter, OutputStream out) {
    this.out = out;
    setFormatter(formatter);
    writer.start();
  }

  /** Bytes that wait to be written. */
  long held() {
    lock.lock();
    try {
      return held;
    } finally {
      lock.unlock();
    }
  }

  /** Records that were dropped. */
  long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void publish(LogRecord entry) {
    if (!isLoggable(entry)) {
      return;
    }
    byte[] line;
    try {
      line = getFormatter().format(entry).getBytes(StandardCharsets.UTF_8);
    } catch (RuntimeException e) {
      reportError(null, e, ErrorManager.FORMAT_FAILURE);
      return;
    }
    lock.lock();
    try {
      if (closed || held + line.length > MOST_BYTES) {
        dropped++;
      } else {
        lines.add(line);
        held += line.length;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    boolean open = true;
    while (open) {
      try {
        open = writeNext();
      } catch (InterruptedException e) {
        return; // Only the end of the process interrupts this thread.
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        // The line is lost, and there is no other place to log it.
      }
    }
  }

  private boolean writeNext() throws IOException, InterruptedException {
    byte[] line = next();
    try {
      out.write(line);
    } finally {
      written(line.length);
    }
    return line.length > 0;
  }

  /** The next line, once there is one; empty when this was closed. */
  private byte[] next() throws InterruptedException {
    lock.lock();
    try {
      while (lines.isEmpty() && !closed && dropped == droppedSaid) {
        changed.await();
      }
      if (!lines.isEmpty()) {
        return lines.remove();
      }
      if (dropped == droppedSaid) {
        return new byte[0];
      }
      byte[] line = ofDropped(dropped - droppedSaid);
      droppedSaid = dropped;
      held += line.length;
      return line;
    } finally {
      lock.unlock();
    }
  }

  private byte[] ofDropped(long records) {
    LogRecord entry =
        new LogRecord(
            Level.WARNING,
            records + " records of the log were dropped, since nobody read standard error");
    entry.setLoggerName(StandardErrorHandler.class.getName());
    return getFormatter().format(entry).getBytes(StandardCharsets.UTF_8);
  }

  private void written(int bytes) {
    lock.lock();
    try {
      held -= bytes;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything is written, for at most a second. */
  @Override
  public void flush() {
    lock.lock();
    try {
      long nanos = FLUSH_NANOS;
      while (held > 0 && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    flush();
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
