package io.sonde.targets.jdbc;

import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Sink;
import java.sql.Connection;
import java.sql.PreparedStatement;
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

  /**
   * A connection that has just been made, prepared for reading. It is closed when that fails,
   * whatever is thrown.
   *
   * @param statements of the configuration, to be run first
   */
  static JdbcSession of(
      Connection connection,
      Dialect dialect,
      SqlFailures failures,
      List<String> statements,
      Reading reading)
      throws ReadException {
    boolean ready = false;
    try {
      var session = new JdbcSession(connection, dialect, failures);
      session.prepare(statements, reading);
      ready = true;
      return session;
    } catch (SQLException e) {
      throw failures.read(e);
    } finally {
      if (!ready) {
        quietly(() -> connection.abort(Runnable::run));
        Thread.ofVirtual().name("jdbc close").start(() -> quietly(connection::close));
      }
    }
  }

  private void prepare(List<String> statements, Reading reading)
      throws SQLException, ReadException {
    try {
      connection.setReadOnly(true);
    } catch (SQLFeatureNotSupportedException e) {
      // A hint to the driver; not all take it.
    }
    limitNetwork(reading);
    if (dialect == Dialect.MARIADB) {
      bounds = "MariaDB".equals(connection.getMetaData().getDatabaseProductName());
    }
    try (Statement statement = connection.createStatement()) {
      run(statement, dialect.session());
      run(statement, dialect.guards());
      for (String sql : dialect.sessionWhereKnown()) {
        try {
          statement.execute(sql);
        } catch (SQLException e) {
          // Older servers, and others that speak the same protocol. A lost connection is noticed.
          if (!connection.isValid(Dialect.seconds(millisLeft(reading)))) {
            throw e;
          }
        }
      }
      if (!statements.isEmpty()) {
        configured(statement, statements);
        run(statement, dialect.guards());
      }
    }
  }

  private static void run(Statement statement, List<String> sql) throws SQLException {
    for (String one : sql) {
      statement.execute(one);
    }
  }

  /** Runs the statements of the configuration; a message has the place of one, not its text. */
  private void configured(Statement statement, List<String> statements) throws ReadException {
    for (int i = 0; i < statements.size(); i++) {
      String place = "session[" + i + "]: ";
      SqlText text = SqlText.of(statements.get(i), dialect, Set.of());
      if (text.statements() != 1) {
        throw new ReadException(
            Reason.READ, place + "expected one statement, found " + text.statements(), null);
      }
      try {
        statement.execute(text.sql());
      } catch (SQLException e) {
        ReadException failure = failures.read(e);
        throw new ReadException(failure.reason(), place + failure.getMessage(), null);
      }
    }
  }

  /** True when the connection still answers; waits for a part of the time that is left only. */
  boolean answers(Reading reading) {
    try {
      limitNetwork(reading);
      return connection.isValid(Dialect.seconds(Math.min(millisLeft(reading) / 4, 5_000)));
    } catch (SQLException e) {
      return false;
    }
  }

  /**
   * Runs one query and hands its rows over, as a stream, within the time of the read, which is set
   * at the server too. Outside of this call no transaction is open.
   */
  void read(SqlText text, Fields fields, Reading reading, Sink sink) throws ReadException {
    boolean inOrder = false;
    boolean done = false;
    try {
      limitNetwork(reading);
      if (dialect.transaction()) {
        connection.setAutoCommit(false);
      }
      limitQueries(reading);
      query(text, fields, reading, sink);
      if (broken) {
        throw killed();
      }
      inOrder = true;
      done = true;
    } catch (ReadException e) {
      inOrder = true;
      throw e;
    } catch (SQLException e) {
      ReadException failure = failures.read(e);
      // After a limit PostgreSQL's driver has stopped in the middle of an answer.
      inOrder = failure.reason() != Reason.CONNECT && failure.reason() != Reason.LIMIT;
      throw failure;
    } finally {
      running = null;
      if (!inOrder) {
        // Nobody knows what the driver and the server think of each other now.
        broken = true;
      }
      endTransaction(done);
    }
  }

  private void query(SqlText text, Fields fields, Reading reading, Sink sink)
      throws SQLException, ReadException {
    try (Statement statement = statement(text)) {
      running = statement;
      if (!boundAtServer()) {
        limitQuery(statement, reading);
      }
      statement.setFetchSize(dialect.fetchSize());
      boolean rows =
          statement instanceof PreparedStatement prepared
              ? isQuery(prepared) && prepared.execute()
              : statement.execute(text.sql());
      if (!rows) {
        throw notOneQuery("no rows");
      }
      rows(statement, fields, sink);
      if (statement.getMoreResults() || statement.getUpdateCount() != -1) {
        throw notOneQuery("several results");
      }
    }
  }

  private Statement statement(SqlText text) throws SQLException {
    return dialect.knowsQueries()
        ? connection.prepareStatement(text.sql())
        : connection.createStatement();
  }

  /** False for what would only do something: it is not run then, where the driver can tell. */
  private boolean isQuery(PreparedStatement statement) throws SQLException {
    return !dialect.knowsQueries() || statement.getMetaData() != null;
  }

  private void rows(Statement statement, Fields fields, Sink sink)
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

  private ReadException notOneQuery(String found) {
    // It may have changed something of the session.
    broken = true;
    return new ReadException(
        Reason.READ, "expected one query, found a statement with " + found, null);
  }

  /** Keeps what was read consistent, and PostgreSQL from being left idle in transaction. */
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
      // As below.
    } finally {
      if (!ended) {
        broken = true;
      }
    }
  }

  private void limitNetwork(Reading reading) throws SQLException {
    try {
      connection.setNetworkTimeout(
          Runnable::run, (int) Math.min(millisLeft(reading), Integer.MAX_VALUE));
    } catch (SQLFeatureNotSupportedException e) {
      // The deadline ends the read then.
    }
  }

  private boolean boundAtServer() {
    return bounds && dialect.bounds();
  }

  /** Sets the bound of the server for the statements that follow, where it has one. */
  private void limitQueries(Reading reading) throws SQLException {
    if (boundAtServer()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(dialect.bound(bound(reading)));
      }
    }
  }

  private void limitQuery(Statement statement, Reading reading) throws SQLException {
    try {
      statement.setQueryTimeout(Dialect.seconds(bound(reading)));
    } catch (SQLFeatureNotSupportedException e) {
      // The deadline ends the read then.
    }
  }

  /** What is left, less a little, in milliseconds. */
  private static long bound(Reading reading) {
    long left = millisLeft(reading);
    return Math.max(1, left - Math.min(SLACK, left / 20));
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
    Statement statement = running;
    boolean started = false;
    try {
      Thread.ofVirtual().name("jdbc kill").start(() -> end(statement));
      started = true;
    } finally {
      if (!started) {
        // Without memory for a thread the connection is closed all the same.
        quietly(() -> connection.abort(Runnable::run));
      }
    }
  }

  private void end(@Nullable Statement statement) {
    if (!dialect.abortKills()) {
      cancel(statement);
    }
    quietly(() -> connection.abort(Runnable::run));
    // H2 knows no abort, and a cancel that comes before the query has begun is lost: so, again.
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
  static long millisLeft(Reading reading) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(reading.nanosLeft()));
  }
}
