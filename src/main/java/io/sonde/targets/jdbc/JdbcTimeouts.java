package io.sonde.targets.jdbc;

import io.sonde.targets.Reading;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.TimeUnit;

/** Converts the deadline of a read to the timeouts of drivers. Stateless. */
final class JdbcTimeouts {
  /**
   * The milliseconds between the timeout at the server and the deadline, so that the error of the
   * server arrives in time.
   */
  static final long SLACK = 100;

  private JdbcTimeouts() {}

  /** Milliseconds until the deadline, at least one: for drivers 0 means no timeout. */
  static long millisLeft(Reading reading) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(reading.nanosLeft()));
  }

  /** The timeout at the server for a query of this read, in milliseconds. */
  static long ofQuery(Reading reading) {
    long left = millisLeft(reading);
    return Math.max(1, left - Math.min(SLACK, left / 20));
  }

  /** Milliseconds as whole seconds, rounded up, at least one. */
  static int seconds(long millis) {
    return Math.clamp((millis + 999) / 1000, 1, Integer.MAX_VALUE / 1000);
  }

  /** Bounds each wait of the driver for its server by the deadline of the read. */
  static void limitNetwork(Connection connection, Reading reading) throws SQLException {
    try {
      connection.setNetworkTimeout(
          Runnable::run, (int) Math.min(millisLeft(reading), Integer.MAX_VALUE));
    } catch (SQLFeatureNotSupportedException e) {
      // The deadline ends the read instead.
    }
  }
}
