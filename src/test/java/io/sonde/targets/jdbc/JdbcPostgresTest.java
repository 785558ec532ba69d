package io.sonde.targets.jdbc;

import static io.sonde.targets.jdbc.SqlTimes.MONTH;
import static io.sonde.targets.jdbc.SqlTimes.YEAR;
import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.ReadMemory;
import io.sonde.targets.Reading;
import io.sonde.targets.jdbc.Reads.Running;
import io.sonde.testing.Command;
import io.sonde.testing.PostgresServer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcPostgresTest extends JdbcScenarios {
  private PostgresServer server;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    server = PostgresServer.start(folder);
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
    return "jdbc:postgresql://localhost:" + port + "/postgres";
  }

  @Override
  void setPassword(String password) throws SQLException {
    server.execute("ALTER ROLE sonde PASSWORD '" + password + "'");
  }

  @Override
  String slowQuery() {
    return "SELECT 1 AS a FROM pg_sleep(300)";
  }

  @Override
  long running() {
    return server.number(
        "SELECT count(*) FROM pg_stat_activity WHERE usename = 'sonde' AND state = 'active'"
            + " AND query LIKE '%pg_sleep(300)%'");
  }

  @Override
  String series(long count) {
    return "SELECT n FROM generate_series(1, " + count + ") AS n";
  }

  @Override
  long connections() {
    return server.number("SELECT count(*) FROM pg_stat_activity WHERE usename = 'sonde'");
  }

  @Override
  void stopSlowQueries() throws SQLException {
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'sonde'");
  }

  @Override
  List<String> setting() {
    return List.of(
        "SET application_name = 'changed'", "SELECT current_setting('application_name') AS a");
  }

  @Override
  void insert(String table) throws SQLException {
    server.execute("INSERT INTO " + table + " VALUES (1)");
  }

  @Override
  String hugeValue() {
    return "SELECT repeat('x', 10000000) AS a";
  }

  @Override
  String wideSeries(long count, int width) {
    return "SELECT n, repeat('x', " + width + ") AS t FROM generate_series(1, " + count + ") AS n";
  }

  @Override
  void createTable(String name) throws SQLException {
    server.execute("DROP TABLE IF EXISTS " + name);
    server.execute("CREATE TABLE " + name + " (n int)");
    server.execute("ALTER TABLE " + name + " OWNER TO sonde");
  }

  @Test
  void reads_every_type() throws Exception {
    server.execute("DROP TYPE IF EXISTS mood; CREATE TYPE mood AS ENUM ('sad', 'ok')");
    var values = new LinkedHashMap<String, Object>();
    values.put("1::int2", 1);
    values.put("2147483647", 2147483647);
    values.put("9223372036854775807", 9223372036854775807L);
    values.put(
        "123456789012345678901234567890.5::numeric",
        new BigDecimal("123456789012345678901234567890.5"));
    values.put("'NaN'::numeric", Double.NaN);
    values.put("'Infinity'::numeric", Double.POSITIVE_INFINITY);
    values.put("0.3::real", 0.3);
    values.put("0.1::float4", 0.1);
    values.put("16777216::real", 16777216.0);
    values.put("1e-40::real", 1e-40);
    values.put("'NaN'::real", Double.NaN);
    values.put("'-Infinity'::real", Double.NEGATIVE_INFINITY);
    values.put("0.1::float8", 0.1);
    values.put("'NaN'::float8", Double.NaN);
    values.put("'-Infinity'::float8", Double.NEGATIVE_INFINITY);
    values.put("NULL::int4", null);
    values.put("NULL", null);
    values.put("7::oid", 7);
    values.put("'7'::xid", "7");
    values.put("'1234.5'::money", "$1,234.50");
    values.put("NULL::money", null);
    values.put("true", true);
    values.put("NULL::boolean", null);
    values.put("B'1'", true);
    values.put("B'101'", 5);
    values.put("NULL::bit(3)", null);
    values.put("'text '::text", "text ");
    values.put("'ab'::char(5)", "ab");
    values.put("'x'::\"char\"", "x");
    values.put("'n'::name", "n");
    values.put("'ok'::mood", "ok");
    values.put("'{\"a\": 1}'::jsonb", "{\"a\": 1}");
    values.put("'[1]'::json", "[1]");
    values.put("'<a/>'::xml", "<a/>");
    values.put("'10.0.0.1'::inet", "10.0.0.1");
    values.put("'0/16B3748'::pg_lsn", "0/16B3748");
    values.put(
        "'0e37df36-f698-11e6-8dd4-cb9ced3df976'::uuid", "0e37df36-f698-11e6-8dd4-cb9ced3df976");
    values.put("timestamptz '2024-02-29 12:00:00.5+02'", 1709200800.5);
    values.put("timestamp '2024-02-29 12:00:00.5'", 1709208000.5);
    values.put("timestamptz 'infinity'", Double.POSITIVE_INFINITY);
    values.put("timestamp '-infinity'", Double.NEGATIVE_INFINITY);
    values.put("date '1970-01-02'", 86400.0);
    values.put("date 'infinity'", Double.POSITIVE_INFINITY);
    values.put("time '01:00:00.25'", 3600.25);
    values.put("timetz '01:00:00+02'", 82800.0);
    values.put("NULL::timestamptz", null);
    values.put("interval '1 day 02:00:01.5'", 93601.5);
    values.put("interval '1 year 2 months'", YEAR + 2 * MONTH);
    values.put("interval '-00:00:00.000001'", -0.000001);
    values.put("NULL::interval", null);
    values.put("extract(epoch from timestamptz '1970-01-01 00:00:01+00')", 1.0);
    // The session is in UTC, wherever Sonde runs.
    values.put("extract(timezone from now())::int", 0);
    values.put("ARRAY[1]", refused("_int4"));
    values.put("'\\x00'::bytea", refused("bytea"));
    values.put("ROW(1, 2)", refused("record"));
    assertValues(values);
  }

  @Test
  void reads_in_a_read_only_transaction_and_leaves_none_open() throws Exception {
    JdbcTarget target =
        target(
            1,
            List.of(
                "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
                "SET default_transaction_read_only = off"));
    createTable("writable");
    ReadException e =
        failure(
            Reason.READ,
            () -> Reads.read(target, "INSERT INTO writable VALUES (1) RETURNING n", "n"));
    assertThat(e).hasMessageContaining("read-only transaction").hasMessageContaining("25006");
    e = failure(Reason.READ, () -> Reads.read(target, "SET work_mem = '1MB'", "n"));
    assertThat(e).hasMessage("expected one query, found a statement with no rows");
    e = failure(Reason.READ, () -> Reads.read(target, "DROP TABLE writable", "n"));
    assertThat(e).hasMessageContaining("read-only transaction");
    assertThat(
            Reads.read(target, "SELECT current_setting('default_transaction_read_only') AS n", "n"))
        .isEqualTo(List.of(List.of("on")));
    assertThat(Reads.read(target, "SELECT 1 AS n;", "n")).hasSize(1);
    assertThat(
            server.number(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'sonde' AND state = 'idle'"))
        .isEqualTo(1);
    assertThat(server.number("SELECT count(*) FROM writable")).isZero();
  }

  @Test
  void a_backend_that_is_ended_by_its_administrator_is_replaced() throws Exception {
    JdbcTarget target = target();
    Reads.read(target, "SELECT 1 AS a", "a");
    Running slow = Reads.start(target, Duration.ofSeconds(200), slowQuery(), "a");
    Reads.eventually("the query to run", () -> running() == 1);
    stopSlowQueries();
    ReadException e = failure(Reason.CONNECT, () -> slow.await(Reads.SOON));
    assertThat(e).hasMessageContaining("57P01");
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
  }

  @Test
  void a_value_too_wide_for_the_driver_fails_the_read_before_it_is_received() throws Exception {
    JdbcTarget target = target();
    ReadException e =
        failure(Reason.LIMIT, () -> Reads.read(target, "SELECT repeat('x', 50000000) AS a", "a"));
    assertThat(e).hasMessageContaining("maxResultBuffer");
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
  }

  @Test
  void a_flood_of_notices_is_not_sent_and_one_that_must_be_sent_is_bounded() throws Exception {
    JdbcTarget target = target();
    server.execute(
        """
        CREATE OR REPLACE FUNCTION flood(level text, count int) RETURNS int LANGUAGE plpgsql AS $$
        BEGIN
          FOR i IN 1..count LOOP
            IF level = 'notice' THEN RAISE NOTICE 'flood'; RAISE WARNING 'flood';
            ELSE RAISE INFO 'flood';
            END IF;
          END LOOP;
          RETURN count;
        END $$\
        """);
    var memory = new ReadMemory(4 << 20);
    assertThat(Reads.within(memory, target, "SELECT flood('notice', 50000) AS a", "a"))
        .isEqualTo(List.of(List.of(50_000)));
    assertThat(Reads.within(memory, target, "SELECT flood('info', 5000) AS a", "a"))
        .isEqualTo(List.of(List.of(5_000)));
    failure(
        Reason.LIMIT, () -> Reads.within(memory, target, "SELECT flood('info', 50000) AS a", "a"));
    // While rows are fetched.
    failure(
        Reason.LIMIT,
        () ->
            Reads.within(
                memory,
                target,
                "SELECT flood('info', CASE WHEN n < 100 THEN 0 ELSE 50000 END) AS a"
                    + " FROM generate_series(1, 200) AS n",
                "a"));
    assertThat(Reads.within(memory, target, "SELECT 1 AS a", "a")).hasSize(1);
  }

  @Test
  void a_parameter_becomes_what_is_due_where_it_stands() throws Exception {
    var values =
        Map.of(
            "d", new SqlParameter("2024-02-29", true),
            "n", new SqlParameter("2", false),
            "x", new SqlParameter("1.5", false),
            "j", new SqlParameter("k", true),
            "r", new SqlParameter("3000000000", false));
    var query =
        new JdbcQueryConfig(
            "SELECT extract(year from :d::date) + 0 AS y, (ARRAY[7, 8, 9])[:n] AS i, :x * 2 AS m,"
                + " '{\"k\": 1}'::jsonb ? :j AS h, date '2024-03-01' > :d AS l, :r + 1 AS b",
            null,
            List.of(values));
    List<Object> row =
        Reads.start(
                target(),
                Reading.within(Duration.ofSeconds(60)),
                query,
                _ -> {},
                "y",
                "i",
                "m",
                "h",
                "l",
                "b")
            .await(Reads.SOON)
            .getFirst();
    assertThat(row.toString()).isEqualTo("[2024, 8, 3.0, true, true, 3000000001]");
  }

  @Test
  void its_databases_become_targets_and_its_types_metrics(@TempDir Path folder) throws Exception {
    server.execute("DROP TYPE IF EXISTS mood; CREATE TYPE mood AS ENUM ('sad', 'ok')");
    server.execute("DROP DATABASE IF EXISTS \"a/b c\"");
    server.execute("CREATE DATABASE \"a/b c\"");
    Path file =
        Files.writeString(
            folder.resolve("sonde.yaml"),
            """
            prefix: t
            targets:
              - {name: main, jdbc: {url: "jdbc:postgresql://localhost:PORT/postgres", username: sonde, password-file: SECRET}}
            discover:
              - name: databases
                query: {target: main, sql: SELECT datname FROM pg_database WHERE datallowconn}
                target:
                  name: "main/{datname}"
                  jdbc: {url: "jdbc:postgresql://localhost:PORT/{datname}", username: sonde, password-file: SECRET}
                collectors: [sizes]
            collectors:
              - name: sizes
                sql: SELECT current_database() AS db, pg_database_size(current_database()) > 0 AS some
                metrics: [{name: some, type: gauge, help: Some., value: some, labels: {db: db}}]
              - name: types
                targets: [main]
                sql: >
                  SELECT 1234.5::numeric AS num, interval '1 day 02:00:01.5' AS age, true AS ok, 'sad'::mood AS mood,
                  timestamptz '2026-11-20 10:00:00+01' AS at, '{"a": 3}'::jsonb AS doc, '12 MB' AS size, 7::money::numeric AS cash
                metrics:
                  - {name: num, type: gauge, help: N., value: num, timestamp: at}
                  - {name: age_seconds, type: gauge, help: N., value: age, as: duration}
                  - {name: at_seconds, type: gauge, help: N., value: at, as: timestamp}
                  - {name: ok, type: stateset, help: N., value: ok, states: ["true", "false"]}
                  - {name: mood, type: stateset, help: N., value: mood, states: [sad, ok]}
                  - {name: doc, type: untyped, help: N., value: doc, pattern: '"a": (\\d+)', labels: {money: "{cash} of {mood}"}}
                  - {name: size_bytes, type: gauge, help: N., value: size, as: bytes}
                  - {name: spread, type: histogram, help: N., value: num, buckets: native}
                  - {name: "made_{mood}", type: gauge, help: N., value: cash}
              - name: parts
                targets: [main]
                sql: SELECT * FROM (VALUES (0.1, 3, interval '7.5 s'), (1, 5, NULL), ('Infinity', 8, NULL)) AS t(le, n, total)
                metrics: [{name: wait_seconds, type: histogram, help: W., value: n, le: le, sum: total}]
              - {name: raw, targets: [main], sql: "SELECT decode('00', 'hex') AS v", metrics: [{name: v, type: gauge, help: V., value: v}]}
              - {name: list, targets: [main], sql: "SELECT ARRAY[1] AS l", metrics: [{name: l, type: gauge, help: L., value: l}]}
            """
                .replace("PORT", "" + server.port())
                .replace("SECRET", passwordFile.toString()));
    Command done = Command.run("collect", file.toString());
    assertThat(done.out())
        .contains(
            """
            t_some{db="a/b c",target="main/a/b%20c"} 1.0
            t_some{db="postgres",target="main/postgres"} 1.0
            t_some{db="template1",target="main/template1"} 1.0
            """)
        .contains("t_num{target=\"main\"} 1234.5 1795165200000\n")
        .contains("t_age_seconds{target=\"main\"} 93601.5\n")
        .contains("t_at_seconds{target=\"main\"} 1.7951652E9\n")
        .contains("t_ok{target=\"main\",t_ok=\"true\"} 1\n")
        .contains("t_mood{target=\"main\",t_mood=\"ok\"} 0\n")
        .contains("t_doc{money=\"7 of sad\",target=\"main\"} 3.0\n")
        .contains("t_size_bytes{target=\"main\"} 1.2E7\n")
        .contains("t_spread_count{target=\"main\"} 1\n")
        .contains("t_made_sad{target=\"main\"} 7.0\n")
        .contains("t_wait_seconds_bucket{target=\"main\",le=\"1.0\"} 5\n")
        .contains("t_wait_seconds_count{target=\"main\"} 8\n")
        .contains("t_wait_seconds_sum{target=\"main\"} 7.5\n");
    assertThat(done.err())
        .contains(
            "collector raw, target main: failed, read: column v of type bytea is not a number,"
                + " boolean, text or time; cast it in the query\n")
        .contains(
            "collector list, target main: failed, read: column l of type _int4 is not a number");
  }
}
