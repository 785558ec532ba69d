package io.sonde.targets.jdbc;

import java.util.List;
import java.util.Map;

/**
 * The differences between drivers and databases that JDBC leaves open: timeouts, streaming, how a
 * query is ended, how texts are written.
 */
enum Dialect {
  POSTGRESQL,
  MARIADB,
  MYSQL,
  H2,
  SQLSERVER,
  ORACLE,
  OTHER;

  /**
   * The most that a driver takes into memory at once: rows for PostgreSQL's, one row for MariaDB's.
   * It is checked before memory is taken, and the bound of received bytes only while bytes come.
   */
  private static final long FETCH_BYTES = Math.min(16 << 20, Runtime.getRuntime().maxMemory() / 10);

  /** The driver's property for {@link CountingSockets}. */
  private static final String SOCKETS = "socketFactory";

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

  /** True when the database runs queries in this JVM. */
  static boolean inProcess(String url) {
    return of(url) == H2 && !url.startsWith("jdbc:h2:tcp:") && !url.startsWith("jdbc:h2:ssl:");
  }

  /**
   * The properties of a login with this timeout; those of the configuration override them.
   *
   * <p>PostgreSQL's {@code loginTimeout} is not set: with it the driver logs in on a thread of its
   * own, which it abandons at the timeout.
   */
  Map<String, String> login(long millis) {
    String ms = Long.toString(millis);
    String seconds = Long.toString(seconds(millis));
    return switch (this) {
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
              // Parameters are sent as such. What has none is sent as text.
              "useServerPrepStmts",
              "true",
              // Otherwise a server could request files of the client.
              "allowLocalInfile",
              "false",
              // As numbers, so that a TINYINT(1) of 7 stays 7, and a YEAR is no date.
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

  /** Statements after a login: times in UTC, and no notices. */
  List<String> session() {
    return switch (this) {
      // The driver would keep all notices and warnings in memory.
      case POSTGRESQL -> List.of("SET TIME ZONE 'UTC'", "SET client_min_messages = error");
      case H2 -> List.of("SET TIME ZONE 'UTC'");
      case MARIADB, MYSQL -> List.of("SET time_zone = '+00:00'");
      case SQLSERVER, ORACLE, OTHER -> List.of();
    };
  }

  /**
   * Statements after a login that must succeed: they make the session read-only. H2 has no
   * read-only sessions; see {@link #knowsQueries()}.
   */
  List<String> guards() {
    return switch (this) {
      case POSTGRESQL ->
          List.of(
              "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
              // The server must read strings in the same way as {@link SqlLexer}.
              "SET standard_conforming_strings = on");
      case MARIADB, MYSQL -> List.of("SET SESSION TRANSACTION READ ONLY");
      case H2, SQLSERVER, ORACLE, OTHER -> List.of();
    };
  }

  /** Statements after a login that may fail, since not every server has these settings. */
  List<String> sessionWhereKnown() {
    return this == POSTGRESQL
        // The server ends a query when its client has disconnected. Since PostgreSQL 14; not on
        // Windows.
        ? List.of(
            """
            SELECT set_config(name, '2s', false) FROM pg_settings
            WHERE name = 'client_connection_check_interval'\
            """)
        : List.of();
  }

  /** True when a statement can set a timeout at the server for later statements. */
  boolean bounds() {
    return this == POSTGRESQL || this == MARIADB || this == H2;
  }

  /** The statement that sets the timeout of later statements, in milliseconds. */
  String bound(long millis) {
    return switch (this) {
      case POSTGRESQL -> "SET LOCAL statement_timeout = " + millis;
      case MARIADB -> "SET max_statement_time = " + millis / 1000 + "." + thousandths(millis);
      case H2 -> "SET QUERY_TIMEOUT " + millis;
      case MYSQL, SQLSERVER, ORACLE, OTHER -> throw new IllegalStateException("no bound: " + this);
    };
  }

  /**
   * True when a read is a transaction. PostgreSQL needs one to stream and to be read-only; in H2 it
   * can undo what a statement that is not a query has written.
   */
  boolean transaction() {
    return this == POSTGRESQL || this == H2;
  }

  /**
   * True when a successful read is committed: PostgreSQL counts rollbacks, which operators watch.
   * H2 is rolled back, since a query may have written ({@code FINAL TABLE}).
   */
  boolean commits() {
    return this == POSTGRESQL;
  }

  /**
   * True when the driver can tell before a statement is run that it is not a query. Needed for H2,
   * which has no read-only sessions and commits before it changes a table.
   */
  boolean knowsQueries() {
    return this == H2;
  }

  /** The number of rows in the first fetch. */
  int fetchSize() {
    return switch (this) {
      // The driver streams row by row, or not at all.
      case MYSQL -> Integer.MIN_VALUE;
      case POSTGRESQL, MARIADB, H2 -> 50;
      case SQLSERVER, ORACLE, OTHER -> 500;
    };
  }

  /** True when the number of rows can be changed between two fetches. */
  boolean paces() {
    return this == POSTGRESQL || this == MARIADB || this == H2;
  }

  /** True when a result can be closed before its end without reading the rest of it. */
  boolean stopsEarly() {
    return this == POSTGRESQL || this == H2;
  }

  /** True when {@code Connection.abort} also ends the query at the server. */
  boolean abortKills() {
    return this == MARIADB;
  }

  // Syntax.

  /** True when a backslash in a string escapes what follows it. */
  boolean backslashes() {
    return this == MARIADB || this == MYSQL;
  }

  /** True when names may be quoted with backticks. */
  boolean backticks() {
    return this == MARIADB || this == MYSQL || this == H2 || this == OTHER;
  }

  /** True when names may be quoted with brackets. */
  boolean brackets() {
    return this == SQLSERVER;
  }

  /** True when strings may be quoted with two dollars. */
  boolean dollarQuotes() {
    return this == POSTGRESQL || this == H2;
  }

  /** True when {@code #} begins a comment, and {@code --} only with a blank after it. */
  boolean hashComments() {
    return this == MARIADB || this == MYSQL;
  }

  /** True when comments may be nested. */
  boolean nestedComments() {
    return this == POSTGRESQL || this == H2 || this == SQLSERVER;
  }

  /** True when one statement may contain semicolons; such a database accepts one statement only. */
  boolean blocks() {
    return this == ORACLE;
  }

  /** Milliseconds as whole seconds, rounded up, at least one. */
  static int seconds(long millis) {
    return Math.clamp((millis + 999) / 1000, 1, Integer.MAX_VALUE / 1000);
  }

  private static String thousandths(long millis) {
    return "%03d".formatted(millis % 1000);
  }
}
