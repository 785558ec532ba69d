package io.sonde.targets.jdbc.sockets;

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
public final class ReceivedBytes {
  /** The counter of the current login. Drivers create their sockets on the same thread. */
  public static final ScopedValue<ReceivedBytes> OF_LOGIN = ScopedValue.newInstance();

  /** Reads that receive less than this reserve no memory. */
  private static final long STEP = 64 * 1024;

  /** The memory for each received byte: the byte itself, the text made from it, and copies. */
  private static final int COPIES = 4;

  private volatile @Nullable Socket socket;
  private volatile boolean closed;
  private volatile @Nullable Thread reader;

  private @Nullable Reading reading;
  private @Nullable Clearing clear;
  private @Nullable ReadException failure;
  private long received;
  private long unread;
  private long held;
  private long total;
  private boolean consumed;

  /** Clears the messages of the server that the driver keeps. */
  @FunctionalInterface
  public interface Clearing {
    void run() throws SQLException;
  }

  /** Starts counting for a read, until {@link #end()}. */
  public void begin(Reading next) {
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
  public void end() {
    Reading last = reading;
    reading = null;
    clear = null;
    if (last != null) {
      last.release(held);
    }
    held = 0;
  }

  /** Sets how to clear the messages of the server, from now until the end of the read. */
  public void clearMessagesWith(Clearing clearing) {
    clear = clearing;
  }

  /**
   * Marks all received bytes as used. Called before the driver fetches more rows; when those
   * arrive, the memory of the previous rows is released.
   */
  public void consumed() {
    consumed = true;
  }

  /** The number of bytes that the read has received so far. */
  public long total() {
    return total;
  }

  /** The failure because of which this counter closed the socket; null when it did not. */
  public @Nullable ReadException failure() {
    return failure;
  }

  /** Sets the socket of the session. */
  void socket(Socket made) throws IOException {
    socket = made;
    if (closed) {
      made.close();
    }
  }

  /**
   * Closes the connection, even while the driver uses it. Thread-safe; does not block. Without
   * effect when the driver creates its own sockets.
   */
  public void closeSocket() {
    closed = true;
    Socket open = socket;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // The socket is unusable in any case.
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
      clearMessages();
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

  private void clearMessages() {
    if (clear != null) {
      try {
        clear.run();
      } catch (SQLException e) {
        // The statement is closed: there are no messages to clear.
      }
    }
  }
}
