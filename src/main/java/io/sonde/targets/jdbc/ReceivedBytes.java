package io.sonde.targets.jdbc;

import io.sonde.targets.ReadException;
import io.sonde.targets.Reading;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes that the driver of one session receives, and reserves memory for them: for rows
 * that are fetched at once, large values, and messages of the server. When there is no memory left
 * the connection is closed, before the driver fills the heap.
 *
 * <p>Its methods are for the reading thread, except for {@link #closeSocket()}. Bytes that other
 * threads receive, such as those that close a session, are not counted.
 */
final class ReceivedBytes {
  /** The counter of the current login. Drivers create their sockets on the same thread. */
  static final ScopedValue<ReceivedBytes> OF_LOGIN = ScopedValue.newInstance();

  /** Reads that receive less than this reserve no memory. */
  private static final long STEP = 64 * 1024;

  /** The memory for each received byte: the byte itself, the text made from it, and copies. */
  private static final int COPIES = 4;

  private volatile @Nullable Socket socket;
  private volatile boolean cut;
  private volatile @Nullable Thread reader;

  private @Nullable Reading reading;
  private @Nullable Forget forget;
  private @Nullable ReadException failure;
  private long received;
  private long unread;
  private long held;
  private long total;
  private boolean consumed;

  /** Clears the messages of the server that the driver keeps. */
  @FunctionalInterface
  interface Forget {
    void run() throws SQLException;
  }

  /** Starts counting for a read, until {@link #end()}. */
  void begin(Reading next) {
    end();
    reading = next;
    reader = Thread.currentThread();
    failure = null;
    received = 0;
    unread = 0;
    total = 0;
    consumed = false;
  }

  /** Stops counting and releases the memory. */
  void end() {
    Reading last = reading;
    reading = null;
    forget = null;
    if (last != null) {
      last.release(held);
    }
    held = 0;
  }

  /** Sets how to clear messages in the part of the read that begins now. */
  void forgets(Forget how) {
    forget = how;
  }

  /**
   * Called before the driver fetches more rows: the memory of the previous rows is free when they
   * arrive.
   */
  void consumed() {
    consumed = true;
  }

  /** The number of bytes that the read has received so far. */
  long total() {
    return total;
  }

  /** The reason why the connection was closed here; null when it was not. */
  @Nullable ReadException failure() {
    return failure;
  }

  /** The socket of the session. */
  void uses(Socket made) throws IOException {
    socket = made;
    if (cut) {
      made.close();
    }
  }

  /**
   * Closes the connection, even while the driver uses it. Thread-safe; does not block. Without
   * effect when the driver creates its own sockets.
   */
  void closeSocket() {
    cut = true;
    Socket open = socket;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // It is unusable in any case.
      }
    }
  }

  /** Counts bytes that the driver received. */
  void add(int count) throws IOException {
    Reading current = reading;
    if (current == null || Thread.currentThread() != reader) {
      return;
    }
    if (consumed) {
      consumed = false;
      current.release(held);
      held = 0;
      received = 0;
    }
    received += count;
    total += count;
    unread += count;
    if (unread >= STEP) {
      unread = 0;
      forget();
    }
    long wanted = (received - STEP) * COPIES;
    if (wanted > held) {
      hold(current, Math.max(wanted - held, STEP * COPIES));
    }
  }

  private void hold(Reading current, long more) throws IOException {
    try {
      current.hold(more);
      held += more;
    } catch (ReadException e) {
      failure = e;
      throw new IOException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  private void forget() {
    if (forget != null) {
      try {
        forget.run();
      } catch (SQLException e) {
        // Closed: there are no messages to clear.
      }
    }
  }
}
