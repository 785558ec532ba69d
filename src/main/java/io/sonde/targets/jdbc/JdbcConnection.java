package io.sonde.targets.jdbc;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.jdbc.sockets.ReceivedBytes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a driver that can be ended while a thread is blocked in it.
 *
 * <p>The thread of the read uses the connection. {@link #kill()} may be called by any thread at any
 * time and never blocks.
 */
final class JdbcConnection {
  private final Connection jdbc;
  private final Dialect dialect;
  private final ReceivedBytes received;
  private volatile @Nullable Statement running;
  private volatile boolean broken;

  /**
   * @param received counts the bytes of the connection
   */
  JdbcConnection(Connection jdbc, Dialect dialect, ReceivedBytes received) {
    this.jdbc = jdbc;
    this.dialect = dialect;
    this.received = received;
  }

  /** The connection of the driver. */
  Connection jdbc() {
    return jdbc;
  }

  Dialect dialect() {
    return dialect;
  }

  /** The counter of its bytes. */
  ReceivedBytes received() {
    return received;
  }

  /** Remembers the statement that is run now, so that it can be cancelled. */
  void started(Statement statement) {
    running = statement;
  }

  /** Forgets the statement: it has ended. */
  void ended() {
    running = null;
  }

  /**
   * Checks that the read was not ended. An embedded database may end a cancelled query without an
   * error.
   *
   * @throws ReadException {@code TIMEOUT} when the connection was ended
   */
  void check() throws ReadException {
    if (broken) {
      throw new ReadException(Reason.TIMEOUT, "the read was ended", null);
    }
  }

  /** Marks the connection as unusable. */
  void markBroken() {
    broken = true;
  }

  /** True when the connection is marked as unusable. */
  boolean isBroken() {
    return broken;
  }

  /** Closes the connection in the middle of a result. */
  void abort() {
    broken = true;
    quietly(() -> jdbc.abort(Runnable::run));
  }

  /**
   * Ends the running query and the connection. Returns at once; the work is done by another thread,
   * since a driver may have to contact the server.
   */
  void kill() {
    broken = true;
    Statement statement = running;
    boolean started = false;
    try {
      Thread.ofVirtual().name("jdbc kill").start(() -> end(statement));
      started = true;
    } finally {
      if (!started) {
        // When no thread can be started, the connection is closed here.
        received.closeSocket();
      }
    }
  }

  private void end(@Nullable Statement statement) {
    if (!dialect.abortEndsQuery()) {
      cancel(statement);
    }
    quietly(() -> jdbc.abort(Runnable::run));
    received.closeSocket();
    // H2 has no abort, and a cancel before the start of the query is lost, so it is repeated.
    for (long pause = 10; running != null; pause = Math.min(pause * 2, 1_000)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
      cancel(running);
    }
    quietly(jdbc::close);
  }

  private static void cancel(@Nullable Statement statement) {
    if (statement != null) {
      quietly(statement::cancel);
    }
  }

  /** Closes the connection on another thread, and returns that thread. */
  Thread close() {
    broken = true;
    return Thread.ofVirtual().name("jdbc close").start(() -> quietly(jdbc::close));
  }

  /** A call of a driver. */
  @FunctionalInterface
  interface Step {
    void run() throws SQLException;
  }

  /** Makes a call whose failure does not matter, since the connection is closed in any case. */
  static void quietly(Step step) {
    try {
      step.run();
    } catch (SQLException | RuntimeException e) {
      // see above
    }
  }
}
