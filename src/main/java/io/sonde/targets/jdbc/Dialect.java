package io.sonde.targets.jdbc;

import java.util.List;
import java.util.Map;

/**
 * What the drivers and databases do each in their own way: how long they wait, how they stream, how
 * a query is ended. Everything that JDBC does not settle stands here.
 */
enum Dialect {
  POSTGRESQL,
  MARIADB,
  MYSQL,
  H2,
  SQLSERVER,
  ORACLE,
  OTHER;

  /** Rows that are fetched at once, where the driver streams a result. */
  private static final int FETCH = 500;

  static Dialect of(String url) {
    return switch (Drivers.subprotocol(url).orElse("")) {
      case "postgresql" -> POSTGRESQL;
      case "mariadb" -> MARIADB;
      case "mysql" -> MYSQL;
      case "h2" -> H2;
      case "sqlserver" -> SQLSERVER;
      case "oracle" -> ORACLE;
      default -> OTHER;
    };
  }

  /** True when queries run on this JVM's own processors. */
  static boolean inProcess(String url) {
    return of(url) == H2 && !url.startsWith("jdbc:h2:tcp:") && !url.startsWith("jdbc:h2:ssl:");
  }

  /**
   * Properties for a login that may take so long; what the configuration says comes after them.
   *
   * <p>The names are each driver's own. PostgreSQL's {@code loginTimeout} is left alone: with it
   * the driver logs in on a thread that it abandons when time is up.
   */
  Map<String, String> login(long millis) {
    String ms = Long.toString(millis);
    String seconds = Long.toString(seconds(millis));
    return switch (this) {
      case POSTGRESQL ->
          Map.of(
              "connectTimeout", seconds,
              "socketTimeout", seconds,
              "cancelSignalTimeout", "2",
              "tcpKeepAlive", "true",
              "ApplicationName", "sonde",
              // A fetch of very wide rows fails, instead of filling the heap.
              "maxResultBuffer", "16M");
      case MARIADB ->
          Map.of(
              "connectTimeout", ms,
              "socketTimeout", ms,
              // A server could otherwise ask for the client's files.
              "allowLocalInfile", "false",
              // As numbers, so that a TINYINT(1) of 7 stays 7, and a YEAR is no date.
              "tinyInt1isBit", "false",
              "yearIsDateType", "false");
      case MYSQL ->
          Map.of(
              "connectTimeout",
              ms,
              "socketTimeout",
              ms,
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

  /**
   * Statements that follow a login: times in UTC, and no writing where a session can be told so.
   */
  List<String> session() {
    return switch (this) {
      case POSTGRESQL, H2 -> List.of("SET TIME ZONE 'UTC'");
      case MARIADB, MYSQL ->
          List.of("SET time_zone = '+00:00'", "SET SESSION TRANSACTION READ ONLY");
      case SQLSERVER, ORACLE, OTHER -> List.of();
    };
  }

  /**
   * The statement that bounds those that follow, to the millisecond; empty where only the driver's
   * own query timeout is known. The server keeps this bound even when Sonde is gone.
   */
  String bound(long millis) {
    return switch (this) {
      case POSTGRESQL -> "SET LOCAL statement_timeout = " + millis;
      case MARIADB -> "SET max_statement_time = " + millis / 1000 + "." + thousandths(millis);
      case H2 -> "SET QUERY_TIMEOUT " + millis;
      case MYSQL, SQLSERVER, ORACLE, OTHER -> "";
    };
  }

  /**
   * True when a read is a transaction: PostgreSQL streams in one only, and only so is kept from
   * writing; H2 can take back what a statement wrote that should have been a query.
   */
  boolean transaction() {
    return this == POSTGRESQL || this == H2;
  }

  int fetchSize() {
    // MySQL's own driver streams row by row, or not at all.
    return this == MYSQL ? Integer.MIN_VALUE : FETCH;
  }

  /** True when a result can be closed before its end without reading the rest of it. */
  boolean stopsEarly() {
    return this == POSTGRESQL || this == H2;
  }

  /** True when {@code Connection.abort} ends the query at the server too. */
  boolean abortKills() {
    return this == MARIADB;
  }

  /** Milliseconds as whole seconds, rounded up, at least one. */
  static int seconds(long millis) {
    return Math.clamp((millis + 999) / 1000, 1, Integer.MAX_VALUE / 1000);
  }

  private static String thousandths(long millis) {
    return "%03d".formatted(millis % 1000);
  }
}
