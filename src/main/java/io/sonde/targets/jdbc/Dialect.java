package io.sonde.targets.jdbc;

import java.util.List;

/**
 * The differences between drivers and databases that JDBC leaves open: statements after a login,
 * timeouts, transactions, streaming, and how a query is ended. {@link DriverProperties} and {@link
 * SqlSyntax} have the others.
 */
enum Dialect {
  POSTGRESQL,
  MARIADB,
  MYSQL,
  H2,
  SQLSERVER,
  ORACLE,
  OTHER;

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

  /** Statements after a login: they set the time zone to UTC and turn notices off. */
  List<String> initStatements() {
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
   * read-only sessions; see {@link #detectsQueries()}.
   */
  List<String> readOnlyStatements() {
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
  List<String> optionalStatements() {
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
  boolean hasServerTimeout() {
    return this == POSTGRESQL || this == MARIADB || this == H2;
  }

  /** The statement that sets the timeout of later statements, in milliseconds. */
  String serverTimeout(long millis) {
    return switch (this) {
      case POSTGRESQL -> "SET LOCAL statement_timeout = " + millis;
      case MARIADB -> "SET max_statement_time = " + millis / 1000 + "." + thousandths(millis);
      case H2 -> "SET QUERY_TIMEOUT " + millis;
      case MYSQL, SQLSERVER, ORACLE, OTHER ->
          throw new IllegalStateException("no server timeout: " + this);
    };
  }

  /**
   * True when a read is a transaction. PostgreSQL needs one to stream and to be read-only; in H2 it
   * can undo what a statement that is not a query has written.
   */
  boolean usesTransactions() {
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
  boolean detectsQueries() {
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
  boolean changesFetchSize() {
    return this == POSTGRESQL || this == MARIADB || this == H2;
  }

  /** True when a result can be closed before its end without reading the rest of it. */
  boolean closesEarly() {
    return this == POSTGRESQL || this == H2;
  }

  /** True when {@code Connection.abort} also ends the query at the server. */
  boolean abortEndsQuery() {
    return this == MARIADB;
  }

  private static String thousandths(long millis) {
    return "%03d".formatted(millis % 1000);
  }
}
