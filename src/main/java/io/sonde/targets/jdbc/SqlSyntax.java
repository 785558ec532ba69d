package io.sonde.targets.jdbc;

import static io.sonde.targets.jdbc.Dialect.H2;
import static io.sonde.targets.jdbc.Dialect.MARIADB;
import static io.sonde.targets.jdbc.Dialect.MYSQL;
import static io.sonde.targets.jdbc.Dialect.ORACLE;
import static io.sonde.targets.jdbc.Dialect.OTHER;
import static io.sonde.targets.jdbc.Dialect.POSTGRESQL;
import static io.sonde.targets.jdbc.Dialect.SQLSERVER;

/**
 * How a database writes strings, quoted names and comments. Immutable.
 *
 * @param dialect the database
 */
record SqlSyntax(Dialect dialect) {
  /** True when a backslash in a string escapes what follows it. */
  boolean backslashes() {
    return dialect == MARIADB || dialect == MYSQL;
  }

  /** True when names may be quoted with backticks. */
  boolean backticks() {
    return dialect == MARIADB || dialect == MYSQL || dialect == H2 || dialect == OTHER;
  }

  /** True when names may be quoted with brackets. */
  boolean brackets() {
    return dialect == SQLSERVER;
  }

  /** True when strings may be quoted with two dollars. */
  boolean dollarQuotes() {
    return dialect == POSTGRESQL || dialect == H2;
  }

  /** True when {@code #} begins a comment, and {@code --} only with a blank after it. */
  boolean hashComments() {
    return dialect == MARIADB || dialect == MYSQL;
  }

  /** True when comments may be nested. */
  boolean nestedComments() {
    return dialect == POSTGRESQL || dialect == H2 || dialect == SQLSERVER;
  }

  /** True when one statement may contain semicolons; such a database accepts one statement only. */
  boolean blocks() {
    return dialect == ORACLE;
  }
}
