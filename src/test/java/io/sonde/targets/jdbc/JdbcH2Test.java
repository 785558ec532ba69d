package io.sonde.targets.jdbc;

import static io.sonde.targets.jdbc.SqlTimes.MONTH;
import static io.sonde.targets.jdbc.SqlTimes.YEAR;
import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Secret;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** H2 as a server, over TCP. */
class JdbcH2Test extends JdbcScenarios {
  private static final String NAME = "mem:" + JdbcH2Test.class.getName();

  private Server server;
  private Connection admin;

  @BeforeAll
  void start() throws SQLException {
    server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    // In the same JVM, so the same database; it lives as long as this connection.
    admin = DriverManager.getConnection("jdbc:h2:" + NAME, "admin", "");
    execute("CREATE USER sonde PASSWORD 's3cret'");
    execute("GRANT ALTER ANY SCHEMA TO sonde");
  }

  @AfterAll
  void stop() throws SQLException {
    admin.close();
    server.stop();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = admin.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String sql) {
    try (Statement statement = admin.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  int port() {
    return server.getPort();
  }

  @Override
  String url(int port) {
    return "jdbc:h2:tcp://localhost:" + port + "/" + NAME;
  }

  @Override
  void setPassword(String password) throws SQLException {
    execute("ALTER USER sonde SET PASSWORD '" + password + "'");
  }

  @Override
  String slowQuery() {
    return "SELECT count(*) AS a FROM SYSTEM_RANGE(1, 1000000) x, SYSTEM_RANGE(1, 1000000) y";
  }

  @Override
  long running() {
    return number(
        "SELECT count(*) FROM INFORMATION_SCHEMA.SESSIONS"
            + " WHERE USER_NAME = 'SONDE' AND EXECUTING_STATEMENT LIKE '%1000000) y%'");
  }

  @Override
  String series(long count) {
    return "SELECT x AS n FROM SYSTEM_RANGE(1, " + count + ")";
  }

  @Override
  long connections() {
    return number("SELECT count(*) FROM INFORMATION_SCHEMA.SESSIONS WHERE USER_NAME = 'SONDE'");
  }

  @Override
  void stopSlowQueries() throws SQLException {
    execute(
        "SELECT CANCEL_SESSION(SESSION_ID) FROM INFORMATION_SCHEMA.SESSIONS"
            + " WHERE USER_NAME = 'SONDE'");
  }

  /** H2's driver has no bound for a server that says nothing: the deadline ends the read. */
  @Override
  void timesOut(JdbcTarget target, Duration timeout, String sql) {
    failure(Reason.TIMEOUT, () -> Reads.read(target, timeout, sql, "a"));
  }

  @Override
  List<String> setting() {
    return List.of("SET @a = 'changed'", "SELECT @a AS a");
  }

  @Override
  void insert(String table) throws SQLException {
    execute("INSERT INTO " + table + " VALUES (1)");
  }

  @Override
  String hugeValue() {
    return "SELECT CAST(REPEAT('x', 1000000) || REPEAT('x', 100000) AS CLOB) AS a";
  }

  @Override
  String wideSeries(long count, int width) {
    return "SELECT x AS n, REPEAT('x', " + width + ") AS t FROM SYSTEM_RANGE(1, " + count + ")";
  }

  @Override
  void createTable(String name) throws SQLException {
    execute("DROP TABLE IF EXISTS " + name);
    execute("CREATE TABLE " + name + " (n int)");
    execute("GRANT ALL ON " + name + " TO sonde");
  }

  @Test
  void reads_every_type() throws Exception {
    var values = new LinkedHashMap<String, Object>();
    values.put("CAST(1 AS TINYINT)", 1);
    values.put("CAST(-1 AS SMALLINT)", -1);
    values.put("9223372036854775807", 9223372036854775807L);
    values.put("CAST(1.5 AS NUMERIC(30, 5))", new BigDecimal("1.50000"));
    values.put("CAST(1.5 AS DECFLOAT)", new BigDecimal("1.5"));
    values.put("CAST(0.3 AS REAL)", 0.3);
    values.put("CAST(16777216 AS REAL)", 16777216.0);
    values.put("CAST('NaN' AS REAL)", Double.NaN);
    values.put("CAST(0.1 AS FLOAT(24))", 0.1);
    values.put("CAST(0.1 AS FLOAT(53))", 0.1);
    values.put("CAST('NaN' AS DOUBLE PRECISION)", Double.NaN);
    values.put("CAST('-Infinity' AS DOUBLE PRECISION)", Double.NEGATIVE_INFINITY);
    values.put("TRUE", true);
    values.put("NULL", null);
    values.put("CAST(NULL AS INT)", null);
    values.put("CAST('ab' AS CHAR(5))", "ab");
    values.put("'ab '", "ab ");
    values.put("CAST('ab' AS CLOB)", "ab");
    values.put("CAST('ok' AS ENUM('sad', 'ok'))", "ok");
    values.put("JSON '{\"a\": 1}'", "{\"a\":1}");
    values.put(
        "UUID '0e37df36-f698-11e6-8dd4-cb9ced3df976'", "0e37df36-f698-11e6-8dd4-cb9ced3df976");
    values.put("DATE '1970-01-02'", 86400.0);
    values.put("TIME '01:00:00.25'", 3600.25);
    values.put("TIME WITH TIME ZONE '01:00:00+02'", 82800.0);
    values.put("TIMESTAMP '2024-02-29 12:00:00.5'", 1709208000.5);
    values.put("TIMESTAMP WITH TIME ZONE '2024-02-29 12:00:00.5+02'", 1709200800.5);
    values.put("CAST(NULL AS TIMESTAMP)", null);
    values.put("DATEDIFF(SECOND, LOCALTIMESTAMP, LOCALTIMESTAMP AT TIME ZONE 'UTC')", 0);
    values.put("INTERVAL '1 02:00:01.5' DAY TO SECOND", 93601.5);
    values.put("INTERVAL '-1-2' YEAR TO MONTH", -YEAR - 2 * MONTH);
    values.put("INTERVAL '3' HOUR", 10800.0);
    values.put("ARRAY[1]", refused("INTEGER ARRAY").replace(" v ", " V "));
    values.put("X'00'", refused("BINARY VARYING").replace(" v ", " V "));
    values.put("GEOMETRY 'POINT (1 2)'", refused("GEOMETRY").replace(" v ", " V "));
    assertValues(values);
  }

  @Test
  void what_is_no_query_is_not_run_and_what_a_query_writes_is_taken_back() throws Exception {
    JdbcTarget target = target();
    createTable("writable");
    ReadException e =
        failure(Reason.READ, () -> Reads.read(target, "INSERT INTO writable VALUES (1)", "n"));
    assertThat(e).hasMessage("expected one query, found a statement with no rows");
    assertThat(
            Reads.read(target, "SELECT n FROM FINAL TABLE (INSERT INTO writable VALUES (1))", "n"))
        .isEqualTo(List.of(List.of(1)));
    assertThat(number("SELECT count(*) FROM writable")).isZero();
  }

  @Test
  void a_server_that_is_stopped_and_started_again_is_found_again() throws Exception {
    Server other = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    var target =
        new JdbcTarget(
            new JdbcConfig("db", url(other.getPort()), "sonde", Secret.of("s3cret"), Map.of()),
            Drivers.onClassPath());
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
    other.stop();
    failure(Reason.CONNECT, () -> Reads.read(target, "SELECT 1 AS a", "a"));
    Server again = Server.createTcpServer("-tcpPort", "" + other.getPort(), "-ifNotExists").start();
    try {
      assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
    } finally {
      target.close();
      again.stop();
    }
  }
}
