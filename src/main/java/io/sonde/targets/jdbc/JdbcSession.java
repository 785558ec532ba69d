package io.sonde.targets.jdbc;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session of a jdbc target, from login to close. It runs the queries of one read after the other.
 *
 * <p>Used by one thread at a time, except for {@link #kill()}, which any thread may call at any
 * time and which never blocks.
 */
final class JdbcSession {
  /** The most milliseconds that a valid connection may take to answer. */
  private static final long MAX_VALIDATION = 5_000;

  private final JdbcConnection connection;
  private final SqlFailures failures;
  private final boolean serverTimeout;
  private final Map<String, Boolean> conditions = new HashMap<>();
  private @Nullable Reading answered;

  /**
   * A new session for a read.
   *
   * @param serverTimeout true when the server supports the statement timeout of its dialect
   */
  JdbcSession(
      JdbcConnection connection, SqlFailures failures, boolean serverTimeout, Reading reading) {
    this.connection = connection;
    this.failures = failures;
    this.serverTimeout = serverTimeout;
    this.answered = reading;
  }

  /**
   * True when the connection still answers; waits for a part of the remaining time only. Called at
   * the beginning of each read.
   */
  boolean answers(Reading reading) {
    if (reading == answered) {
      return true;
    }
    connection.received().begin(reading);
    try {
      JdbcTimeouts.limitNetwork(connection.jdbc(), reading);
      long millis = Math.min(JdbcTimeouts.millisLeft(reading) / 4, MAX_VALIDATION);
      boolean valid = connection.jdbc().isValid(JdbcTimeouts.seconds(millis));
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
    boolean usable = false;
    boolean done = false;
    connection.received().begin(reading);
    try {
      work.run(begin(reading));
      connection.check();
      usable = true;
      done = true;
    } catch (ReadException e) {
      usable = true;
      throw e;
    } catch (SQLException e) {
      ReadException limit = connection.received().failure();
      ReadException failure = limit == null ? failures.read(e) : limit;
      // After a limit the driver has stopped in the middle of a result.
      usable = failure.reason() != Reason.CONNECT && failure.reason() != Reason.LIMIT;
      throw failure;
    } finally {
      connection.ended();
      if (!usable) {
        // The state of the connection is unknown.
        connection.markBroken();
      }
      try {
        endTransaction(done);
      } finally {
        connection.received().end();
      }
    }
  }

  /** Sets the timeouts, and begins a transaction where the database needs one. */
  private SqlRead begin(Reading reading) throws SQLException {
    Connection jdbc = connection.jdbc();
    JdbcTimeouts.limitNetwork(jdbc, reading);
    if (connection.dialect().usesTransactions()) {
      jdbc.setAutoCommit(false);
    }
    long millis = JdbcTimeouts.ofQuery(reading);
    if (serverTimeout) {
      try (Statement statement = jdbc.createStatement()) {
        statement.execute(connection.dialect().serverTimeout(millis));
      }
    }
    return new SqlRead(connection, serverTimeout ? 0 : millis);
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
   * Commits or rolls back. Without it the session would stay "idle in transaction", which
   * PostgreSQL's operators watch and end.
   */
  private void endTransaction(boolean done) {
    Dialect dialect = connection.dialect();
    if (!dialect.usesTransactions() || connection.isBroken()) {
      return;
    }
    Connection jdbc = connection.jdbc();
    boolean ended = false;
    try {
      if (done && dialect.commits()) {
        jdbc.commit();
      } else {
        jdbc.rollback();
      }
      jdbc.setAutoCommit(true);
      ended = true;
    } catch (SQLException e) {
      // The connection is marked as broken below.
    } finally {
      if (!ended) {
        connection.markBroken();
      }
    }
  }

  /** True when the connection is not usable any more. */
  boolean isBroken() {
    return connection.isBroken();
  }

  /** Ends the running query and the connection. Returns at once. */
  void kill() {
    connection.kill();
  }

  /** Logs out; waits for the server for a limited time. */
  void close() {
    Thread closing = connection.close();
    try {
      closing.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
