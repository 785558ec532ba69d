package io.sonde.targets.jdbc;

import io.sonde.targets.ReadException;
import io.sonde.targets.Reading;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the driver of one session receives, and holds memory for it: rows that are fetched at
 * once, a single huge value, messages of the server. What does not fit ends the connection, before
 * the driver has filled the heap.
 *
 * <p>Its methods are for the reading thread, but for {@link #cut()}. What other threads receive, as
 * those do that end a session, is not counted.
 */
final class Meter {
  /** The meter of the login that is under way; drivers make their sockets on the same thread. */
  static final ScopedValue<Meter> OF_LOGIN = ScopedValue.newInstance();

  /** Most reads receive less than this; they hold nothing. */
  private static final long STEP = 64 * 1024;

  /** What a driver makes of a byte that it receives: the byte, a text, and copies on the way. */
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

  /** Lets the driver forget the messages of the server that it keeps, and that nobody reads. */
  @FunctionalInterface
  interface Forget {
    void run() throws SQLException;
  }

  /** Counts for this read from now on, until {@link #end()}. */
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

  /** Counts no more, and lets go what it held. */
  void end() {
    Reading last = reading;
    reading = null;
    forget = null;
    if (last != null) {
      last.release(held);
    }
    held = 0;
  }

  /** Says how to forget messages in the part of the read that begins now. */
  void forgets(Forget how) {
    forget = how;
  }

  /** Says that the driver is asked for more: what it had before is gone when more has come. */
  void consumed() {
    consumed = true;
  }

  /** What the read has received so far. */
  long total() {
    return total;
  }

  /** Why the read was ended here; null when it was not. */
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
   * Takes the connection away, whatever the driver is doing. Thread-safe; does not block. Without
   * effect where the driver makes sockets of its own.
   */
  void cut() {
    cut = true;
    Socket open = socket;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // It is given up in any case.
      }
    }
  }

  /** Counts bytes that have come for the driver. */
  void received(int count) throws IOException {
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
        // Closed: there is nothing to forget.
      }
    }
  }
}
