package io.sonde.targets.jdbc;

import io.sonde.targets.jdbc.sockets.CountingSockets;
import io.sonde.targets.jdbc.sockets.ReceivedBytes;
import java.util.Map;

/** The properties that drivers get at a login. Stateless. */
final class DriverProperties {
  /**
   * The most bytes that a driver reads into memory at once: the rows of one fetch for PostgreSQL's
   * driver, one row for MariaDB's. The driver checks it before it allocates; {@link ReceivedBytes}
   * can only count what has arrived.
   */
  private static final long FETCH_BYTES = Math.min(16 << 20, Runtime.getRuntime().maxMemory() / 10);

  /** The driver's property for {@link CountingSockets}. */
  private static final String SOCKETS = "socketFactory";

  private DriverProperties() {}

  /**
   * The properties of a login with this timeout; those of the configuration override them.
   *
   * <p>PostgreSQL's {@code loginTimeout} is not set: with it the driver logs in on a thread of its
   * own, which it abandons at the timeout.
   */
  static Map<String, String> of(Dialect dialect, long millis) {
    String ms = Long.toString(millis);
    String seconds = Long.toString(JdbcTimeouts.seconds(millis));
    return switch (dialect) {
      case POSTGRESQL ->
          Map.of(
              "connectTimeout",
              seconds,
              "socketTimeout",
              seconds,
              "cancelSignalTimeout",
              "2",
              "tcpKeepAlive",
              "true",
              "ApplicationName",
              "sonde",
              // Each statement is planned anew: no plan is used after a table has changed, and
              // poolers without support for prepared statements work.
              "prepareThreshold",
              "0",
              SOCKETS,
              CountingSockets.class.getName(),
              "maxResultBuffer",
              Long.toString(FETCH_BYTES));
      case MARIADB ->
          Map.of(
              "connectTimeout",
              ms,
              "socketTimeout",
              ms,
              SOCKETS,
              CountingSockets.class.getName(),
              "maxAllowedPacket",
              Long.toString(FETCH_BYTES),
              // The server binds the parameters of prepared statements.
              "useServerPrepStmts",
              "true",
              // Otherwise a server could request files of the client.
              "allowLocalInfile",
              "false",
              // As numbers, so that a TINYINT(1) of 7 stays 7, and a YEAR stays a number.
              "tinyInt1isBit",
              "false",
              "yearIsDateType",
              "false");
      case MYSQL ->
          Map.of(
              "connectTimeout",
              ms,
              "socketTimeout",
              ms,
              "useServerPrepStmts",
              "true",
              "tinyInt1isBit",
              "false",
              "yearIsDateType",
              "false");
      case H2 -> Map.of();
      case SQLSERVER ->
          Map.of("loginTimeout", seconds, "cancelQueryTimeout", "2", "applicationName", "sonde");
      case ORACLE -> Map.of("oracle.net.CONNECT_TIMEOUT", ms, "oracle.jdbc.ReadTimeout", ms);
      case OTHER -> Map.of();
    };
  }
}
