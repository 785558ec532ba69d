package io.sonde.targets.jdbc;

import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Sink;
import io.sonde.targets.Target;
import java.sql.Driver;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A database: a read is one SQL query, its rows are the rows of the result, its fields the columns
 * by label. Times without a zone are read as UTC, which is also the session's zone.
 *
 * <p>One connection, made at the first read and kept. Reads take turns at it, in the order of their
 * coming. A turn makes at most one login: when there is no connection, or when the one there was
 * does not answer. A read whose deadline passed, or that was closed, loses its turn and its
 * connection at once, even while the driver still hangs in it.
 *
 * <p>Fails with {@code connect}, {@code auth} (also for a secret file that cannot be read), {@code
 * timeout} and {@code read}. Thread-safe. Reads must run on virtual threads, where an interrupt
 * ends a driver's network calls.
 */
public final class JdbcTarget implements Target {
  private final JdbcConfig config;
  private final Drivers drivers;
  private final Semaphore turns = new Semaphore(1, true);
  private @Nullable Driver driver;
  private @Nullable JdbcSession idle;
  private @Nullable Turn current;
  private boolean closed;

  /** A target that has not connected yet. */
  public JdbcTarget(JdbcConfig config, Drivers drivers) {
    this.config = config;
    this.drivers = drivers;
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public Query prepare(QueryConfig query, Fields fields) {
    if (!(query instanceof JdbcQueryConfig(String sql))) {
      throw new IllegalArgumentException(
          "expected a query of kind jdbc, found one of " + query.kind());
    }
    return (reading, sink) -> read(sql, fields.names(), reading, sink);
  }

  private int read(String sql, Set<String> fields, Reading reading, Sink sink)
      throws ReadException, InterruptedException {
    Duration timeout = reading.left();
    long deadline = System.nanoTime() + timeout.toNanos();
    if (!turns.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new ReadException(
          Reason.TIMEOUT,
          "other reads of this target took all of " + timeout.toMillis() + " ms",
          null);
    }
    var turn = new Turn();
    reading.onCancel(turn::lose);
    try {
      JdbcSession session = turn.session(deadline);
      if (Dialect.inProcess(config.url())) {
        try (var _ = reading.parsing()) {
          session.read(sql, fields, deadline, sink);
        }
      } else {
        session.read(sql, fields, deadline, sink);
      }
      return 0;
    } catch (ReadException | RuntimeException e) {
      // Whatever a driver says whose connection was taken away.
      if (reading.cancelled()) {
        throw new ReadException(
            Reason.TIMEOUT, "the deadline of " + timeout.toMillis() + " ms passed", null);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw e;
    } finally {
      reading.done();
      turn.end();
    }
  }

  @Override
  public void close() {
    JdbcSession unused;
    Turn running;
    synchronized (this) {
      closed = true;
      unused = idle;
      idle = null;
      running = current;
    }
    if (running != null) {
      running.lose();
    }
    if (unused != null) {
      unused.close();
    }
  }

  /** The right to the connection, from its turn to its end or loss, whichever comes first. */
  private final class Turn {
    private @Nullable JdbcSession session;
    private boolean over;

    JdbcSession session(long deadline) throws ReadException {
      Driver known;
      synchronized (JdbcTarget.this) {
        if (closed || over) {
          throw lost();
        }
        current = this;
        known = driver;
        session = idle;
        idle = null;
      }
      JdbcSession kept = session;
      if (kept != null) {
        if (kept.answers(deadline)) {
          return kept;
        }
        kept.kill();
        synchronized (JdbcTarget.this) {
          if (over) {
            throw lost();
          }
          session = null;
        }
      }
      if (known == null) {
        known = drivers.forUrl(config.url());
      }
      JdbcSession fresh = JdbcLogin.open(config, known, deadline);
      synchronized (JdbcTarget.this) {
        driver = known;
        if (!over) {
          session = fresh;
          return fresh;
        }
      }
      fresh.kill();
      throw lost();
    }

    private ReadException lost() {
      return new ReadException(Reason.CONNECT, "the target is closed", null);
    }

    /** The deadline passed, or the target is closed: whatever the reading thread still does. */
    void lose() {
      finish(true);
    }

    void end() {
      finish(false);
    }

    private void finish(boolean lost) {
      JdbcSession given;
      synchronized (JdbcTarget.this) {
        if (over) {
          return;
        }
        over = true;
        if (current == this) {
          current = null;
        }
        given = session;
        if (given != null && !given.broken() && !lost && !closed) {
          idle = given;
          given = null;
        }
      }
      turns.release();
      if (given != null) {
        given.kill();
      }
    }
  }
}
