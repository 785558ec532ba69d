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
  private final Meter meter;
  private final boolean bounds;
  private final Map<String, Boolean> conditions = new HashMap<>();
  private @Nullable Reading answered;
  private volatile @Nullable Statement running;
  private volatile boolean broken;

  /**
   * A session that has just been made for a read.
   *
   * @param bounds true when the server takes the bound of its dialect for statements
   */
  JdbcSession(
      Connection connection,
      Dialect dialect,
      SqlFailures failures,
      Meter meter,
      boolean bounds,
      Reading reading) {
    this.answered = reading;
    this.connection = connection;
    this.dialect = dialect;
    this.failures = failures;
    this.meter = meter;
    this.bounds = bounds;
  }

  /**
   * True when the connection still answers; waits for a part of the time that is left only. Begins
   * what one read does with it, and asks the server once for each read.
   */
  boolean answers(Reading reading) {
    if (reading == answered) {
      return true;
    }
    meter.begin(reading);
    try {
      limitNetwork(connection, reading);
      boolean valid = connection.isValid(Dialect.seconds(Math.min(millisLeft(reading) / 4, 5_000)));
      answered = valid ? reading : null;
      return valid;
    } catch (SQLException e) {
      return false;
    }
  }

  /** What is done with a session within one read. */
  @FunctionalInterface
  interface Work {
    void run(SqlRead read) throws SQLException, ReadException;
  }

  /**
   * Runs queries within the time of the read, which is set at the server too. Outside of this call
   * no transaction is open.
   */
  void run(Reading reading, Work work) throws ReadException {
    boolean inOrder = false;
    boolean done = false;
    meter.begin(reading);
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
      work.run(new SqlRead(this, connection, dialect, meter, bounds ? 0 : millis));
      check();
      inOrder = true;
      done = true;
    } catch (ReadException e) {
      inOrder = true;
      throw e;
    } catch (SQLException e) {
      ReadException limit = meter.failure();
      ReadException failure = limit == null ? failures.read(e) : limit;
      // After a limit the driver has stopped in the middle of an answer.
      inOrder = failure.reason() != Reason.CONNECT && failure.reason() != Reason.LIMIT;
      throw failure;
    } finally {
      running = null;
      if (!inOrder) {
        // Nobody knows what the driver and the server think of each other now.
        broken = true;
      }
      try {
        endTransaction(done);
      } finally {
        meter.end();
      }
    }
  }

  /** Whether a condition holds in this session; the server is asked once. */
  boolean holds(SqlText condition, Reading reading) throws ReadException {
    Boolean known = conditions.get(condition.sql());
    if (known == null) {
      run(reading, read -> conditions.put(condition.sql(), read.holds(condition)));
      known = conditions.get(condition.sql());
    }
    return Boolean.TRUE.equals(known);
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

  /** Says what can be cancelled from now on. */
  void runs(Statement statement) {
    running = statement;
  }

  /**
   * @throws ReadException when the session was killed in spite of which its query ended, as an
   *     embedded one may; its time had passed all the same
   */
  void check() throws ReadException {
    if (broken) {
      throw new ReadException(Reason.TIMEOUT, "the read was ended", null);
    }
  }

  /** Says that the connection must not be used again. */
  void spoil() {
    broken = true;
  }

  /** True when the connection must not be used again. */
  boolean broken() {
    return broken;
  }

  /** Ends the connection in the middle of a result. */
  void abort() {
    broken = true;
    quietly(() -> connection.abort(Runnable::run));
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
        meter.cut();
      }
    }
  }

  private void end(@Nullable Statement statement) {
    if (!dialect.abortKills()) {
      cancel(statement);
    }
    quietly(() -> connection.abort(Runnable::run));
    meter.cut();
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

  interface Step {
    void run() throws SQLException;
  }

  static void quietly(Step step) {
    try {
      step.run();
    } catch (SQLException | RuntimeException e) {
      // The connection is given up in any case.
    }
  }

  static void limitNetwork(Connection connection, Reading reading) throws SQLException {
    try {
      connection.setNetworkTimeout(
          Runnable::run, (int) Math.min(millisLeft(reading), Integer.MAX_VALUE));
    } catch (SQLFeatureNotSupportedException e) {
      // The deadline ends the read then.
    }
  }

  /** Milliseconds until the deadline, at least one: for drivers 0 means without end. */
  static long millisLeft(Reading reading) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(reading.nanosLeft()));
  }
}
