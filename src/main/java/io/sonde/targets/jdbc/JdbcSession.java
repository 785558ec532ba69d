package io.sonde.targets.jdbc;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a jdbc target, from login to close.
 *
 * <p>Used by one thread at a time, except for {@link #kill()}, which any thread may call at any
 * time and which never blocks.
 */
final class JdbcSession {
  /**
   * The time between the timeout at the server and the deadline, so that the error of the server
   * arrives in time.
   */
  static final long SLACK = 100;

  private final Connection connection;
  private final Dialect dialect;
  private final SqlFailures failures;
  private final ReceivedBytes received;
  private final boolean bounds;
  private final Map<String, Boolean> conditions = new HashMap<>();
  private @Nullable Reading answered;
  private volatile @Nullable Statement running;
  private volatile boolean broken;

  /**
   * A new session for a read.
   *
   * @param bounds true when the server supports the statement timeout of its dialect
   */
  JdbcSession(
      Connection connection,
      Dialect dialect,
      SqlFailures failures,
      ReceivedBytes received,
      boolean bounds,
      Reading reading) {
    this.answered = reading;
    this.connection = connection;
    this.dialect = dialect;
    this.failures = failures;
    this.received = received;
    this.bounds = bounds;
  }

  /**
   * True when the connection still answers; waits for a part of the remaining time only. Called at
   * the beginning of each read.
   */
  boolean answers(Reading reading) {
    if (reading == answered) {
      return true;
    }
    received.begin(reading);
    try {
      limitNetwork(connection, reading);
      boolean valid = connection.isValid(Dialect.seconds(Math.min(millisLeft(reading) / 4, 5_000)));
      answered = valid ? reading : null;
      return valid;
    } catch (SQLException e) {
      return false;
    }
  }

  /** The operations of one read. */
  @FunctionalInterface
  interface Work {
    void run(SqlRead read) throws SQLException, ReadException;
  }

  /**
   * Runs queries before the deadline of the read, which is also set as a timeout at the server.
   * Outside of this call no transaction is open.
   */
  void run(Reading reading, Work work) throws ReadException {
    boolean inOrder = false;
    boolean done = false;
    received.begin(reading);
    try {
      limitNetwork(connection, reading);
      if (dialect.transaction()) {
        connection.setAutoCommit(false);
      }
      long millis = millisLeft(reading);
      millis = Math.max(1, millis - Math.min(SLACK, millis / 20));
      if (bounds) {
        try (Statement statement = connection.createStatement()) {
          statement.execute(dialect.bound(millis));
        }
      }
      work.run(new SqlRead(this, connection, dialect, received, bounds ? 0 : millis));
      check();
      inOrder = true;
      done = true;
    } catch (ReadException e) {
      inOrder = true;
      throw e;
    } catch (SQLException e) {
      ReadException limit = received.failure();
      ReadException failure = limit == null ? failures.read(e) : limit;
      // After a limit the driver has stopped in the middle of a result.
      inOrder = failure.reason() != Reason.CONNECT && failure.reason() != Reason.LIMIT;
      throw failure;
    } finally {
      running = null;
      if (!inOrder) {
        // The state of the connection is unknown.
        broken = true;
      }
      try {
        endTransaction(done);
      } finally {
        received.end();
      }
    }
  }

  /** The result of a condition; the query is run once for each session. */
  boolean holds(SqlText condition, Reading reading) throws ReadException {
    Boolean known = conditions.get(condition.sql());
    if (known == null) {
      run(reading, read -> conditions.put(condition.sql(), read.holds(condition)));
      known = conditions.get(condition.sql());
    }
    return Boolean.TRUE.equals(known);
  }

  /**
   * Makes the read consistent; the end of the transaction keeps PostgreSQL from being idle in
   * transaction.
   */
  private void endTransaction(boolean done) {
    if (!dialect.transaction() || broken) {
      return;
    }
    boolean ended = false;
    try {
      if (done && dialect.commits()) {
        connection.commit();
      } else {
        connection.rollback();
      }
      connection.setAutoCommit(true);
      ended = true;
    } catch (SQLException e) {
      // See below.
    } finally {
      if (!ended) {
        broken = true;
      }
    }
  }

  /** Sets the statement that can be cancelled from now on. */
  void runs(Statement statement) {
    running = statement;
  }

  /**
   * @throws ReadException when the session was killed. An embedded database may have ended the
   *     query without an error all the same; the deadline has passed
   */
  void check() throws ReadException {
    if (broken) {
      throw new ReadException(Reason.TIMEOUT, "the read was ended", null);
    }
  }

  /** Marks the connection as unusable. */
  void spoil() {
    broken = true;
  }

  /** True when the connection is marked as unusable. */
  boolean broken() {
    return broken;
  }

  /** Closes the connection in the middle of a result. */
  void abort() {
    broken = true;
    quietly(() -> connection.abort(Runnable::run));
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
    if (!dialect.abortKills()) {
      cancel(statement);
    }
    quietly(() -> connection.abort(Runnable::run));
    received.closeSocket();
    // H2 has no abort, and a cancel before the start of the query is lost, so it is repeated.
    for (long pause = 10; running != null; pause = Math.min(pause * 2, 1_000)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
      cancel(running);
    }
    quietly(connection::close);
  }

  private static void cancel(@Nullable Statement statement) {
    if (statement != null) {
      quietly(statement::cancel);
    }
  }

  /** Logs out; waits for the server for a limited time. */
  void close() {
    broken = true;
    Thread closing = Thread.ofVirtual().name("jdbc close").start(() -> quietly(connection::close));
    try {
      closing.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  interface Step {
    void run() throws SQLException;
  }

  static void quietly(Step step) {
    try {
      step.run();
    } catch (SQLException | RuntimeException e) {
      // The connection is closed in any case.
    }
  }

  static void limitNetwork(Connection connection, Reading reading) throws SQLException {
    try {
      connection.setNetworkTimeout(
          Runnable::run, (int) Math.min(millisLeft(reading), Integer.MAX_VALUE));
    } catch (SQLFeatureNotSupportedException e) {
      // The deadline ends the read instead.
    }
  }

  /** Milliseconds until the deadline, at least one: for drivers 0 means no timeout. */
  static long millisLeft(Reading reading) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(reading.nanosLeft()));
  }
}
