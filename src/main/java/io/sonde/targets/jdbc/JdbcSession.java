package io.sonde.targets.jdbc;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Sink;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a jdbc target, from login to end.
 *
 * <p>Used by one thread at a time, except for {@link #kill()}, which any thread may call at any
 * time and which never blocks.
 */
final class JdbcSession {
  /** What a read leaves between the server's bound and the deadline, to hear of it in time. */
  static final long SLACK = 100;

  private final Connection connection;
  private final Dialect dialect;
  private final SqlFailures failures;
  private volatile @Nullable Statement running;
  private volatile boolean broken;

  /** False for a MySQL behind MariaDB's driver: it does not know MariaDB's bound. */
  private boolean bounds = true;

  private JdbcSession(Connection connection, Dialect dialect, SqlFailures failures) {
    this.connection = connection;
    this.dialect = dialect;
    this.failures = failures;
  }

  /** A connection that has just been made, prepared for reading. */
  static JdbcSession of(Connection connection, Dialect dialect, SqlFailures failures, long deadline)
      throws ReadException {
    var session = new JdbcSession(connection, dialect, failures);
    boolean ready = false;
    try {
      session.prepare(deadline);
      ready = true;
      return session;
    } catch (SQLException e) {
      throw failures.read(e);
    } finally {
      if (!ready) {
        session.kill();
      }
    }
  }

  private void prepare(long deadline) throws SQLException {
    try {
      connection.setReadOnly(true);
    } catch (SQLFeatureNotSupportedException e) {
      // A hint to the driver; not all take it.
    }
    limitNetwork(deadline);
    if (dialect == Dialect.MARIADB) {
      bounds = "MariaDB".equals(connection.getMetaData().getDatabaseProductName());
    }
    List<String> statements = dialect.session();
    if (!statements.isEmpty()) {
      try (Statement statement = connection.createStatement()) {
        for (String sql : statements) {
          statement.execute(sql);
        }
      }
    }
  }

  /** True when the connection still answers; waits for a part of the time that is left only. */
  boolean answers(long deadline) {
    try {
      limitNetwork(deadline);
      return connection.isValid(Dialect.seconds(Math.min(left(deadline) / 4, 5_000)));
    } catch (SQLException e) {
      return false;
    }
  }

  /**
   * Runs one query and hands its rows over, as a stream. Outside of this call no transaction is
   * open.
   *
   * @param deadline of the read, as {@link System#nanoTime()} tells it; also set at the server
   */
  void read(String sql, Set<String> fields, long deadline, Sink sink) throws ReadException {
    boolean done = false;
    try {
      limitNetwork(deadline);
      if (dialect.transaction()) {
        connection.setAutoCommit(false);
      }
      try (Statement statement = connection.createStatement()) {
        running = statement;
        limitQuery(statement, deadline);
        statement.setFetchSize(dialect.fetchSize());
        if (!statement.execute(sql)) {
          throw notOneQuery("no rows");
        }
        rows(statement, fields, sink);
        if (statement.getMoreResults() || statement.getUpdateCount() != -1) {
          throw notOneQuery("several results");
        }
      }
      if (broken) {
        throw killed();
      }
      done = true;
    } catch (SQLException e) {
      ReadException failure = failures.read(e);
      // After a limit PostgreSQL's driver has stopped in the middle of an answer.
      if (failure.reason() == Reason.CONNECT || failure.reason() == Reason.LIMIT) {
        broken = true;
      }
      throw failure;
    } finally {
      running = null;
      endTransaction(done);
    }
  }

  private void rows(Statement statement, Set<String> fields, Sink sink)
      throws SQLException, ReadException {
    boolean rowsLeft = true;
    try {
      // Closed with its statement: on its own it would be closed before the abort below.
      SqlRow row = SqlRow.of(statement.getResultSet(), fields, dialect);
      while (row.next()) {
        if (broken) {
          throw killed();
        }
        sink.row(row);
      }
      rowsLeft = false;
    } finally {
      if (rowsLeft && !dialect.stopsEarly()) {
        // Closing the result would first read all that is left of it, however much that is.
        broken = true;
        quietly(() -> connection.abort(Runnable::run));
      }
    }
  }

  /** The query ended in spite of it, as an embedded one may; its time had passed all the same. */
  private static ReadException killed() {
    return new ReadException(Reason.TIMEOUT, "the read was ended", null);
  }

  private static ReadException notOneQuery(String found) {
    return new ReadException(
        Reason.READ, "expected one query, found a statement with " + found, null);
  }

  /** Keeps what was read consistent, and PostgreSQL from being left idle in transaction. */
  private void endTransaction(boolean done) {
    if (!dialect.transaction() || broken) {
      return;
    }
    try {
      if (done) {
        // Not a rollback: the database counts those, and people watch them.
        connection.commit();
      } else {
        connection.rollback();
      }
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      broken = true;
    }
  }

  private void limitNetwork(long deadline) throws SQLException {
    try {
      connection.setNetworkTimeout(
          Runnable::run, (int) Math.min(left(deadline), Integer.MAX_VALUE));
    } catch (SQLFeatureNotSupportedException e) {
      // The deadline ends the read then.
    }
  }

  private void limitQuery(Statement statement, long deadline) throws SQLException {
    long left = left(deadline);
    long millis = Math.max(1, left - Math.min(SLACK, left / 20));
    String bound = bounds ? dialect.bound(millis) : "";
    if (!bound.isEmpty()) {
      statement.execute(bound);
      return;
    }
    try {
      statement.setQueryTimeout(Dialect.seconds(millis));
    } catch (SQLFeatureNotSupportedException e) {
      // The deadline ends the read then.
    }
  }

  /** True when the connection must not be used again. */
  boolean broken() {
    return broken;
  }

  /**
   * Ends the query that is running, if one is, and the connection. Returns at once: a driver may
   * have to reach the server for either.
   */
  void kill() {
    broken = true;
    Thread.ofVirtual().name("jdbc kill").start(this::end);
  }

  private void end() {
    if (!dialect.abortKills()) {
      cancel();
    }
    quietly(() -> connection.abort(Runnable::run));
    // H2 knows no abort, and a cancel that comes before the query has begun is lost: so, again.
    for (long pause = 10; running != null; pause = Math.min(pause * 2, 1_000)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
      cancel();
    }
    quietly(connection::close);
  }

  private void cancel() {
    Statement statement = running;
    if (statement != null) {
      quietly(statement::cancel);
    }
  }

  /** Takes leave of the server; waits a moment for it, and no longer. */
  void close() {
    broken = true;
    Thread closing = Thread.ofVirtual().name("jdbc close").start(() -> quietly(connection::close));
    try {
      closing.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Step {
    void run() throws SQLException;
  }

  private static void quietly(Step step) {
    try {
      step.run();
    } catch (SQLException | RuntimeException e) {
      // The connection is given up in any case.
    }
  }

  /** Milliseconds until the deadline, at least one: for drivers 0 means without end. */
  static long left(long deadline) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
  }
}
