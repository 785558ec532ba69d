package io.sonde.targets.jdbc;

import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.Target;

/**
 * A database: a read is one SQL query, its rows are the rows of the result, its fields the columns
 * by label. Times without a zone are read as UTC, which is also the session's zone.
 *
 * <p>Sessions are created when a read finds no idle one, and kept. The caller limits the number of
 * reads at once. A read logs in at most once: when no session is idle, or when the idle one does
 * not answer. When the deadline of a read passes, or the target is closed, the read loses its
 * session at once, even if the driver is still blocked in it.
 *
 * <p>Fails with {@code connect}, {@code auth} (also for a secret file that cannot be read), {@code
 * timeout}, {@code limit} and {@code read}. Thread-safe. Reads must run on virtual threads, where
 * an interrupt ends a driver's network calls.
 */
public final class JdbcTarget implements Target {
  private final JdbcConfig config;
  private final Sessions sessions;

  /** A target; it does not connect. */
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
