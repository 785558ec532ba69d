package io.sonde.targets.jdbc;

import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.Target;

/**
 * A database: a read is one SQL query, its rows are the rows of the result, its fields the columns
 * by label. Times without a zone are read as UTC, which is also the session's zone.
 *
 * <p>Sessions are made when a read finds none, and kept; how many reads run at once is the caller's
 * business. A read makes at most one login: when no session is idle, or when the idle one does not
 * answer. A read whose deadline passed, or whose target was closed, loses its session at once, even
 * while the driver still hangs in it.
 *
 * <p>Fails with {@code connect}, {@code auth} (also for a secret file that cannot be read), {@code
 * timeout}, {@code limit} and {@code read}. Thread-safe. Reads must run on virtual threads, where
 * an interrupt ends a driver's network calls.
 */
public final class JdbcTarget implements Target {
  private final JdbcConfig config;
  private final Sessions sessions;

  /** A target that has not connected yet. */
  public JdbcTarget(JdbcConfig config, Drivers drivers) {
    this.config = config;
    this.sessions = new Sessions(config, drivers);
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public Query prepare(QueryConfig query, Fields fields) {
    if (query instanceof JdbcQueryConfig sql) {
      return new JdbcQuery(sessions, config.url(), sql, fields);
    }
    throw new IllegalArgumentException(
        "expected a query of kind jdbc, found one of " + query.kind());
  }

  @Override
  public void close() {
    sessions.close();
  }
}
