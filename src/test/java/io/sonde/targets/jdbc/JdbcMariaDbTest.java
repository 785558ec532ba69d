package io.sonde.targets.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.ReadMemory;
import io.sonde.targets.Secret;
import io.sonde.testing.Command;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcMariaDbTest extends JdbcScenarios {
  private MariaDbServer server;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    server = MariaDbServer.start(folder);
  }

  @AfterAll
  void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @Override
  int port() {
    return server.port();
  }

  @Override
  String url(int port) {
    return "jdbc:mariadb://localhost:" + port + "/stock?sslMode=disable";
  }

  @Override
  void setPassword(String password) throws SQLException {
    server.execute("ALTER USER sonde@'%' IDENTIFIED BY '" + password + "'");
  }

  @Override
  String slowQuery() {
    return "SELECT SLEEP(300) AS a";
  }

  @Override
  long running() {
    return server.number(
        "SELECT count(*) FROM information_schema.processlist"
            + " WHERE user = 'sonde' AND info LIKE '%SLEEP(300)%'");
  }

  @Override
  String series(long count) {
    return "SELECT seq AS n FROM stock.seq_1_to_" + count;
  }

  @Override
  long connections() {
    return server.number(
        "SELECT count(*) FROM information_schema.processlist WHERE user = 'sonde'");
  }

  @Override
  char quote() {
    return '`';
  }

  @Override
  void stopSlowQueries() throws SQLException {
    server.execute("KILL USER sonde");
  }

  @Override
  List<String> setting() {
    return List.of("SET @a = 'changed'", "SELECT @a AS a");
  }

  @Override
  void insert(String table) throws SQLException {
    server.execute("INSERT INTO stock." + table + " VALUES (1)");
  }

  @Override
  String hugeValue() {
    return "SELECT REPEAT('x', 10000000) AS a";
  }

  @Override
  String wideSeries(long count, int width) {
    return "SELECT seq AS n, REPEAT('x', " + width + ") AS t FROM stock.seq_1_to_" + count;
  }

  @Override
  void createTable(String name) throws SQLException {
    server.execute("CREATE OR REPLACE TABLE stock." + name + " (n int)");
  }

  @Test
  void reads_every_type() throws Exception {
    server.execute(
        """
        CREATE OR REPLACE TABLE stock.types (
          tiny TINYINT(1), small SMALLINT UNSIGNED, medium MEDIUMINT, big BIGINT UNSIGNED,
          exact DECIMAL(30, 5), single FLOAT, narrow FLOAT(7, 4), dbl DOUBLE, flag BOOLEAN, one BIT(1), bits BIT(10),
          y YEAR, d DATE, t TIME(3), dt DATETIME(3), ts TIMESTAMP(3) NULL, c CHAR(5), vc VARCHAR(9),
          txt TEXT, mood ENUM('sad', 'ok'), several SET('a', 'b'), j JSON, u UUID, ip INET6,
          bin VARBINARY(3), b BLOB, g POINT,
          least TINYINT UNSIGNED, whole INT UNSIGNED, eight BIT(8))
        """);
    server.execute("SET GLOBAL time_zone = '+05:00'");
    try {
      server.execute(
          """
          INSERT INTO stock.types VALUES (
            7, 65535, -1, 18446744073709551615, 12345678901234567890.12345, 0.3, 0.1, 0.1, TRUE, b'1', b'1000000001',
            2024, '1970-01-02', '-100:00:01.5', '2024-02-29 12:00:00.5', '2024-02-29 12:00:00.5', 'ab', 'ab ',
            'text', 'ok', 'a,b', '{"a": 1}', '0e37df36-f698-11e6-8dd4-cb9ced3df976', '::1', 'x', 'x', POINT(1, 2),
            255, 4294967295, b'11111111')
          """);
      var values = new LinkedHashMap<String, Object>();
      values.put("tiny", 7);
      values.put("small", 65535);
      values.put("medium", -1);
      values.put("big", new BigInteger("18446744073709551615"));
      values.put("exact", new BigDecimal("12345678901234567890.12345"));
      values.put("single", 0.3);
      values.put("CAST(0.3 AS FLOAT)", 0.3);
      values.put("narrow", 0.1);
      values.put("dbl", 0.1);
      values.put("flag", 1);
      values.put("one", true);
      values.put("bits", 513);
      values.put("least", 255);
      values.put("whole", 4294967295L);
      values.put("eight", 255);
      values.put("y", 2024);
      values.put("d", 86400.0);
      values.put("t", -360001.5);
      values.put("dt", 1709208000.5);
      values.put("ts", 1709208000.5 - 5 * 3600);
      values.put("TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW())", 0);
      values.put("c", "ab");
      values.put("vc", "ab ");
      values.put("txt", "text");
      values.put("mood", "ok");
      values.put("several", "a,b");
      values.put("j", "{\"a\": 1}");
      values.put("u", "0e37df36-f698-11e6-8dd4-cb9ced3df976");
      values.put("ip", "::1");
      values.put("NULL", null);
      values.put("CAST(NULL AS SIGNED)", null);
      values.put("1 = 1", 1);
      values.put("CAST(NULL AS DATETIME)", null);
      values.put("count(*)", 1);
      values.put("sum(big)", new BigDecimal("18446744073709551615"));
      values.put("CONCAT('a', 1)", "a1");
      values.put("bin", refused("VARBINARY"));
      values.put("b", refused("BLOB"));
      values.put("g", refused("POINT"));
      assertValues(values, "FROM stock.types");
    } finally {
      server.execute("SET GLOBAL time_zone = 'SYSTEM'");
    }
  }

  @Test
  void cannot_write() throws Exception {
    JdbcTarget target = target(1, List.of("SET SESSION TRANSACTION READ WRITE"));
    server.execute("CREATE OR REPLACE TABLE stock.writable (n int)");
    ReadException e =
        failure(Reason.READ, () -> Reads.read(target, "INSERT INTO writable VALUES (1)", "n"));
    assertThat(e)
        .hasMessage("Cannot execute statement in a READ ONLY transaction (SQLState 25006)");
    assertThat(server.number("SELECT count(*) FROM stock.writable")).isZero();
    e = failure(Reason.READ, () -> Reads.read(target, "SET @a = 1", "n"));
    assertThat(e).hasMessage("expected one query, found a statement with no rows");
    e = failure(Reason.READ, () -> Reads.read(target, "DROP TABLE writable", "n"));
    assertThat(e).hasMessageContaining("READ ONLY transaction");
    assertThat(Reads.read(target, "SELECT @@session.tx_read_only AS n", "n"))
        .isEqualTo(List.of(List.of(1L)));
  }

  @Test
  void a_driver_of_the_folder_is_bounded_too(@TempDir Path folder) throws Exception {
    Path jar =
        Path.of(
            Class.forName("org.mariadb.jdbc.Driver")
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    Files.copy(jar, folder.resolve("mariadb.jar"));
    var config = new JdbcConfig("db", url(server.port()), "sonde", Secret.of("s3cret"), Map.of());
    try (var target = new JdbcTarget(config, Drivers.in(folder))) {
      var memory = new ReadMemory(4 << 20);
      assertThat(Reads.within(memory, target, "SELECT 1 AS a", "a")).hasSize(1);
      failure(Reason.LIMIT, () -> Reads.within(memory, target, hugeValue(), "a"));
    }
  }

  @Test
  void a_row_too_wide_for_the_driver_fails_the_read_before_it_is_received() throws Exception {
    var properties = Map.of("maxAllowedPacket", Secret.of("1000000"));
    var config = new JdbcConfig("db", url(server.port()), "sonde", Secret.of("s3cret"), properties);
    try (var target = new JdbcTarget(config, Drivers.onClassPath())) {
      ReadException e = failure(Reason.LIMIT, () -> Reads.read(target, hugeValue(), "a"));
      assertThat(e).hasMessageContaining("is greater than maxAllowedPacket");
      assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
    }
  }

  @Test
  void warnings_stay_at_the_server() throws Exception {
    var memory = new ReadMemory(1 << 20);
    assertThat(
            Reads.within(
                memory,
                target(),
                "SELECT count(CAST(CONCAT('x', seq) AS INT)) AS a FROM stock.seq_1_to_100000",
                "a"))
        .isEqualTo(List.of(List.of(100_000L)));
  }

  @Test
  void its_databases_become_targets_and_its_types_metrics(@TempDir Path folder) throws Exception {
    server.execute(
        """
        CREATE OR REPLACE TABLE stock.kinds AS
        SELECT CAST(1234.5 AS DECIMAL(9, 2)) AS num, TIME('25:00:01.5') AS age, TRUE AS ok, x'6f' AS raw,
          TIMESTAMP('2026-11-20 10:00:00') AS at, '{"a": 3}' AS doc, '12 MiB' AS size
        """);
    server.execute(
        "ALTER TABLE stock.kinds ADD mood ENUM('sad', 'ok') DEFAULT 'sad', ADD flag BIT(1) DEFAULT"
            + " b'1'");
    Path file =
        Files.writeString(
            folder.resolve("sonde.yaml"),
            """
            prefix: t
            targets:
              - {name: main, jdbc: {url: "URL", username: sonde, password-file: SECRET}}
            discover:
              - name: databases
                query: {target: main, sql: "SELECT schema_name AS db FROM information_schema.schemata WHERE schema_name = 'stock'"}
                target: {name: "main/{db}", jdbc: {url: "jdbc:mariadb://localhost:PORT/{db}?sslMode=disable", username: sonde, password-file: SECRET}}
                collectors: [types]
            collectors:
              - name: types
                sql: SELECT * FROM kinds
                metrics:
                  - {name: num, type: gauge, help: N., value: num, timestamp: at}
                  - {name: age_seconds, type: gauge, help: N., value: age, as: duration}
                  - {name: at_seconds, type: gauge, help: N., value: at, as: timestamp}
                  - {name: ok, type: gauge, help: N., value: ok, as: boolean}
                  - {name: flag, type: stateset, help: N., value: flag, states: ["true", "false"]}
                  - {name: mood, type: stateset, help: N., value: mood, states: [sad, ok]}
                  - {name: doc, type: untyped, help: N., value: doc, pattern: '"a": ([0-9]+)', labels: {money: "{num} of {mood}"}}
                  - {name: size_bytes, type: gauge, help: N., value: size, as: bytes}
                  - {name: spread, type: histogram, help: N., value: num, buckets: native}
                  - {name: "made_{mood}", type: gauge, help: N., constant: 7}
              - name: parts
                targets: [main]
                sql: SELECT 0.1 AS le, 3 AS n, 7.5 AS total, 8 AS c UNION ALL SELECT 1, 5, NULL, NULL
                metrics: [{name: wait_seconds, type: histogram, help: W., value: n, le: le, sum: total, count: c}]
              - {name: raw, targets: [main], sql: SELECT raw FROM kinds, metrics: [{name: v, type: gauge, help: V., value: raw}]}
            """
                .replace("URL", url(server.port()))
                .replace("PORT", "" + server.port())
                .replace("SECRET", passwordFile.toString()));
    Command done = Command.run("collect", file.toString());
    assertThat(done.out())
        .contains("t_num{target=\"main/stock\"} 1234.5 1795168800000\n")
        .contains("t_age_seconds{target=\"main/stock\"} 90001.5\n")
        .contains("t_at_seconds{target=\"main/stock\"} 1.7951688E9\n")
        .contains("t_ok{target=\"main/stock\"} 1.0\n")
        .contains("t_flag{target=\"main/stock\",t_flag=\"true\"} 1\n")
        .contains("t_mood{target=\"main/stock\",t_mood=\"ok\"} 0\n")
        .contains("t_doc{money=\"1234.5 of sad\",target=\"main/stock\"} 3.0\n")
        .contains("t_size_bytes{target=\"main/stock\"} 1.2582912E7\n")
        .contains("t_spread_sum{target=\"main/stock\"} 1234.5\n")
        .contains("t_made_sad{target=\"main/stock\"} 7.0\n")
        .contains("t_wait_seconds_bucket{target=\"main\",le=\"+Inf\"} 8\n");
    assertThat(done.err())
        .contains(
            "collector raw, target main: failed, read: column raw of type VARBINARY is not a"
                + " number, boolean, text or time; cast it in the query\n");
  }
}
