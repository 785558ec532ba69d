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

  /**
   * The most that a driver takes into memory at once: rows for PostgreSQL's, one row for MariaDB's.
   * It is checked before memory is taken, and the meter's bound only while bytes come.
   */
  private static final long FETCH_BYTES = Math.min(16 << 20, Runtime.getRuntime().maxMemory() / 10);

  /** The driver's property for {@link MeteredSockets}. */
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
              // Each statement is planned for itself: no plan outlives a changed table, and poolers
              // that know nothing of prepared statements do.
              "prepareThreshold",
              "0",
              SOCKETS,
              MeteredSockets.class.getName(),
              "maxResultBuffer",
              Long.toString(FETCH_BYTES));
      case MARIADB ->
          Map.of(
              "connectTimeout",
              ms,
              "socketTimeout",
              ms,
              SOCKETS,
              MeteredSockets.class.getName(),
              "maxAllowedPacket",
              Long.toString(FETCH_BYTES),
              // Parameters are sent as such. What has none is sent as text.
              "useServerPrepStmts",
              "true",
              // A server could otherwise ask for the client's files.
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

  /** Statements that follow a login: times in UTC, and no messages that nobody reads. */
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
   * Statements that must hold for each read: no writing, where a session can be told so. H2 has no
   * such session; see {@link #knowsQueries()}.
   */
  List<String> guards() {
    return switch (this) {
      case POSTGRESQL ->
          List.of(
              "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
              // Strings are what we take for strings when statements are counted.
              "SET standard_conforming_strings = on");
      case MARIADB, MYSQL -> List.of("SET SESSION TRANSACTION READ ONLY");
      case H2, SQLSERVER, ORACLE, OTHER -> List.of();
    };
  }

  /** Statements that follow a login and may fail: not every server knows what they set. */
  List<String> sessionWhereKnown() {
    return this == POSTGRESQL
        // A query whose client is gone ends by that, not by its timeout. Since 14; not on Windows.
        ? List.of(
            """
            SELECT set_config(name, '2s', false) FROM pg_settings
            WHERE name = 'client_connection_check_interval'\
            """)
        : List.of();
  }

  /** True when a statement bounds those that follow it, also when Sonde is gone. */
  boolean bounds() {
    return this == POSTGRESQL || this == MARIADB || this == H2;
  }

  /** The statement that bounds those that follow, to the millisecond. */
  String bound(long millis) {
    return switch (this) {
      case POSTGRESQL -> "SET LOCAL statement_timeout = " + millis;
      case MARIADB -> "SET max_statement_time = " + millis / 1000 + "." + thousandths(millis);
      case H2 -> "SET QUERY_TIMEOUT " + millis;
      case MYSQL, SQLSERVER, ORACLE, OTHER -> throw new IllegalStateException("no bound: " + this);
    };
  }

  /**
   * True when a read is a transaction: PostgreSQL streams in one only, and only so is kept from
   * writing; H2 can take back what a statement wrote that should have been a query.
   */
  boolean transaction() {
    return this == POSTGRESQL || this == H2;
  }

  /**
   * True when a read that succeeded is committed: PostgreSQL counts rollbacks, and people watch
   * them. In H2 a query may have written ({@code FINAL TABLE}).
   */
  boolean commits() {
    return this == POSTGRESQL;
  }

  /**
   * True when the driver of a prepared statement can tell that it is no query, before it is run. H2
   * has no session that cannot write, and ends the transaction before it changes a table.
   */
  boolean knowsQueries() {
    return this == H2;
  }

  /** Rows that are fetched at once, at first. */
  int fetchSize() {
    return switch (this) {
      // Its own driver streams row by row, or not at all.
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

  /** True when {@code Connection.abort} ends the query at the server too. */
  boolean abortKills() {
    return this == MARIADB;
  }

  // How texts are written.

  /** True when a backslash in a string escapes what follows it. */
  boolean backslashes() {
    return this == MARIADB || this == MYSQL;
  }

  /** True when names may stand in backticks. */
  boolean backticks() {
    return this == MARIADB || this == MYSQL || this == H2 || this == OTHER;
  }

  /** True when names may stand in brackets. */
  boolean brackets() {
    return this == SQLSERVER;
  }

  /** True when strings may stand between two dollars. */
  boolean dollarQuotes() {
    return this == POSTGRESQL || this == H2;
  }

  /** True when {@code #} begins a comment, and {@code --} only with a blank after it. */
  boolean hashComments() {
    return this == MARIADB || this == MYSQL;
  }

  /** True when comments may stand in comments. */
  boolean nestedComments() {
    return this == POSTGRESQL || this == H2 || this == SQLSERVER;
  }

  /** True when one statement may have semicolons inside; such a database takes no second one. */
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
