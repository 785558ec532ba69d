package io.sonde.targets.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.ReadMemory;
import io.sonde.targets.Reading;
import io.sonde.targets.Secret;
import io.sonde.targets.jdbc.Reads.Running;
import io.sonde.testing.Proxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every database: the same stories, told by each of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcScenarios {
  private final List<JdbcTarget> targets = new ArrayList<>();
  private Proxy proxy;
  Path passwordFile;

  /** The port of the real server. */
  abstract int port();

  /** The URL for that port, which may be the proxy's; the user is sonde. */
  abstract String url(int port);

  abstract void setPassword(String password) throws Exception;

  /** A query that would take minutes and can be found by {@link #running()}. */
  abstract String slowQuery();

  /** How many of the slow queries the server is running. */
  abstract long running();

  /** Rows with the column n from 1 to the count. */
  abstract String series(long count);

  /** How many connections of the user sonde the server has. */
  abstract long connections();

  @BeforeEach
  void begin(@TempDir Path folder) throws IOException {
    proxy = new Proxy(port());
    passwordFile = folder.resolve("password");
    Files.writeString(passwordFile, "s3cret\n");
  }

  @AfterEach
  void end() throws IOException {
    targets.forEach(JdbcTarget::close);
    targets.clear();
    Reads.eventually("every connection to be closed", () -> proxy.open() == 0);
    Reads.eventually("the server to notice", () -> connections() == 0);
    proxy.close();
  }

  JdbcTarget target() {
    return target(1, List.of());
  }

  /**
   * @param connections how many sessions are kept
   * @param session the statements that a session begins with
   */
  JdbcTarget target(int connections, List<String> session) {
    var target =
        new JdbcTarget(
            new JdbcConfig(
                "db",
                url(proxy.port()),
                "sonde",
                Secret.inFile(passwordFile),
                Map.of(),
                connections,
                session),
            Drivers.onClassPath());
    targets.add(target);
    return target;
  }

  static ReadException failure(Reason reason, ThrowingRead read) {
    ReadException e = catchThrowableOfType(ReadException.class, read::run);
    assertThat(e).as("a failed read").isNotNull();
    assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason);
    assertThat(e.getMessage()).doesNotContain("s3cret").doesNotContain("wr0ng");
    return e;
  }

  interface ThrowingRead {
    void run() throws Exception;
  }

  @Test
  void keeps_one_connection_for_all_reads_of_all_collections() throws Exception {
    JdbcTarget target = target();
    for (int i = 0; i < 20; i++) {
      assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
      assertThat(Reads.read(target, "SELECT 2 AS b", "b")).hasSize(1);
    }
    assertThat(proxy.accepted()).isEqualTo(1);
    assertThat(connections()).isEqualTo(1);
  }

  @Test
  void is_down_at_the_start_and_comes_up() throws Exception {
    proxy.become(Proxy.State.DOWN);
    JdbcTarget target = target();
    failure(Reason.CONNECT, () -> Reads.read(target, "SELECT 1 AS a", "a"));
    proxy.become(Proxy.State.UP);
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
  }

  @Test
  void dies_between_two_reads_and_recovers_in_the_next() throws Exception {
    JdbcTarget target = target();
    Reads.read(target, "SELECT 1 AS a", "a");
    proxy.become(Proxy.State.DOWN);
    failure(Reason.CONNECT, () -> Reads.read(target, "SELECT 1 AS a", "a"));
    proxy.become(Proxy.State.UP);
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
  }

  @Test
  void loses_its_connection_between_two_reads_and_nobody_notices() throws Exception {
    JdbcTarget target = target();
    Reads.read(target, "SELECT 1 AS a", "a");
    proxy.become(Proxy.State.DOWN);
    proxy.become(Proxy.State.UP);
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
    assertThat(proxy.accepted()).isEqualTo(2);
  }

  @Test
  void dies_during_a_read() throws Exception {
    JdbcTarget target = target();
    Running slow = Reads.start(target, Duration.ofSeconds(200), slowQuery(), "a");
    Reads.eventually("the query to run", () -> running() == 1);
    proxy.become(Proxy.State.DOWN);
    failure(Reason.CONNECT, () -> slow.await(Reads.SOON));
    proxy.become(Proxy.State.UP);
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
    stopSlowQueries();
  }

  /** Reads what hangs. Nobody cancels: the bounds of the driver and of the server end it. */
  void timesOut(JdbcTarget target, Duration timeout, String sql) {
    Running running = Reads.start(target, timeout, sql, "a");
    failure(Reason.TIMEOUT, () -> running.await(Reads.SOON));
  }

  @Test
  void hangs_at_login_for_no_longer_than_the_deadline() throws Exception {
    proxy.become(Proxy.State.DEAF);
    JdbcTarget target = target();
    timesOut(target, Duration.ofMillis(700), "SELECT 1 AS a");
    proxy.become(Proxy.State.UP);
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
  }

  @Test
  void hangs_with_a_connection_that_was_good_and_recovers() throws Exception {
    JdbcTarget target = target();
    Reads.read(target, "SELECT 1 AS a", "a");
    proxy.become(Proxy.State.DEAF);
    timesOut(target, Duration.ofMillis(700), "SELECT 1 AS a");
    proxy.become(Proxy.State.UP);
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
  }

  @Test
  void a_wrong_password_is_tried_once_a_turn_and_a_rotated_one_is_read_again() throws Exception {
    Files.writeString(passwordFile, "wr0ng");
    JdbcTarget target = target();
    for (int turn = 1; turn <= 3; turn++) {
      failure(Reason.AUTH, () -> Reads.read(target, "SELECT 1 AS a", "a"));
      assertThat(proxy.accepted()).isEqualTo(turn);
    }
    Files.writeString(passwordFile, "s3cret");
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
    setPassword("n3w-s3cret");
    try {
      assertThat(Reads.read(target, "SELECT 1 AS a", "a")).as("kept connection").hasSize(1);
      proxy.become(Proxy.State.DOWN);
      proxy.become(Proxy.State.UP);
      failure(Reason.AUTH, () -> Reads.read(target, "SELECT 1 AS a", "a"));
      Files.writeString(passwordFile, "n3w-s3cret\n");
      assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
      assertThat(proxy.accepted()).isEqualTo(6);
    } finally {
      setPassword("s3cret");
    }
  }

  @Test
  void a_password_file_that_is_gone_costs_no_login() throws Exception {
    Files.delete(passwordFile);
    JdbcTarget target = target();
    ReadException e = failure(Reason.CONNECT, () -> Reads.read(target, "SELECT 1 AS a", "a"));
    assertThat(e)
        .hasMessage("cannot read the secret file " + passwordFile + ": there is no such file");
    assertThat(proxy.accepted()).isZero();
  }

  @Test
  void a_slow_query_ends_at_its_timeout_at_the_server_too() throws Exception {
    JdbcTarget target = target();
    Reads.read(target, "SELECT 1 AS a", "a");
    timesOut(target, Duration.ofSeconds(1), slowQuery());
    Reads.eventually("the query to be gone", () -> running() == 0);
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
  }

  @Test
  void a_query_that_is_cancelled_ends_at_once_at_the_server_too() throws Exception {
    JdbcTarget target = target();
    Running slow = Reads.start(target, Duration.ofSeconds(200), slowQuery(), "a");
    Reads.eventually("the query to run", () -> running() == 1);
    slow.reading().cancel();
    failure(Reason.TIMEOUT, () -> slow.await(Reads.SOON));
    Reads.eventually("the query to be gone", () -> running() == 0);
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
  }

  @Test
  void a_closed_target_ends_what_is_under_way_and_reads_no_more() throws Exception {
    JdbcTarget target = target();
    Running slow = Reads.start(target, Duration.ofSeconds(200), slowQuery(), "a");
    Reads.eventually("the query to run", () -> running() == 1);
    target.close();
    assertThat(catchThrowableOfType(ReadException.class, () -> slow.await(Reads.SOON))).isNotNull();
    Reads.eventually("the query to be gone", () -> running() == 0);
    ReadException e = failure(Reason.CONNECT, () -> Reads.read(target, "SELECT 1 AS a", "a"));
    assertThat(e).hasMessage("the target is closed");
  }

  @Test
  void reads_at_once_have_a_session_each_and_leave_it_for_those_that_follow() throws Exception {
    JdbcTarget target = target(3, List.of());
    var inside = new CyclicBarrier(3);
    for (int turn = 0; turn < 3; turn++) {
      var reads = new ArrayList<Running>();
      for (int i = 0; i < 3; i++) {
        reads.add(
            Reads.start(target, Duration.ofSeconds(60), "SELECT 1 AS a", _ -> meet(inside), "a"));
      }
      for (Running read : reads) {
        assertThat(read.await(Reads.SOON)).hasSize(1);
      }
    }
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
    assertThat(proxy.accepted()).isEqualTo(3);
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_read_that_was_given_up_and_hangs_touches_no_session_but_its_own() throws Exception {
    JdbcTarget target = target();
    var hangs = new CountDownLatch(1);
    var inside = new CountDownLatch(1);
    Running given =
        Reads.start(
            target,
            Duration.ofSeconds(60),
            "SELECT 1 AS a",
            _ -> {
              inside.countDown();
              Reads.uninterruptibly(hangs);
            },
            "a");
    inside.await();
    given.deadline();
    assertThat(given.rows()).isNotDone();
    Running other =
        Reads.start(
            target,
            Duration.ofSeconds(60),
            series(2_000),
            row -> {
              if (row.field("n") instanceof Number n && n.intValue() == 1_000) {
                hangs.countDown();
                assertThat(given.rows()).failsWithin(Reads.SOON);
              }
            },
            "n");
    assertThat(other.await(Reads.SOON)).hasSize(2_000);
    failure(Reason.TIMEOUT, () -> given.await(Reads.SOON));
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
  }

  @Test
  void whatever_is_thrown_while_rows_are_mapped_leaks_no_session() throws Exception {
    JdbcTarget target = target();
    for (Throwable thrown :
        List.of(
            new IllegalStateException("a mistake"),
            new OutOfMemoryError("of a test"),
            new StackOverflowError(),
            new LinkageError())) {
      Running read =
          Reads.start(target, Duration.ofSeconds(60), series(10_000), Reads.failing(thrown), "n");
      assertThat(read.rows()).failsWithin(Reads.SOON);
      assertThat(read.rows().exceptionNow()).isSameAs(thrown);
    }
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
    Reads.eventually("the other sessions to be gone", () -> connections() == 1);
  }

  @Test
  void more_than_one_statement_is_refused_before_anything_is_sent() throws Exception {
    JdbcTarget target = target();
    createTable("kept");
    for (String sql :
        List.of(
            "COMMIT; DROP TABLE kept; SELECT 1 AS a",
            "SELECT 1 AS a; SELECT 2 AS a",
            "-- why\nSELECT ';' AS a; ; DROP TABLE kept")) {
      ReadException e = failure(Reason.READ, () -> Reads.read(target, sql, "a"));
      assertThat(e).message().matches("expected one statement, found [23]");
    }
    assertThat(proxy.accepted()).as("logins").isZero();
    assertThat(Reads.read(target, "SELECT ';' AS a; -- done", "a"))
        .isEqualTo(List.of(List.of(";")));
    failure(Reason.READ, () -> Reads.read(target, "DROP TABLE kept", "a"));
    assertThat(Reads.read(target, "SELECT count(*) AS a FROM kept", "a")).hasSize(1);
  }

  /** A statement that sets something of the session to {@code changed}, and a query for it. */
  abstract List<String> setting();

  @Test
  void statements_of_the_session_are_run_after_each_login() throws Exception {
    JdbcTarget target = target(1, List.of(setting().get(0) + ";"));
    for (int login = 1; login <= 2; login++) {
      assertThat(Reads.read(target, setting().get(1), "a")).isEqualTo(List.of(List.of("changed")));
      assertThat(Reads.read(target, setting().get(1), "a")).isEqualTo(List.of(List.of("changed")));
      assertThat(proxy.accepted()).isEqualTo(login);
      proxy.become(Proxy.State.DOWN);
      proxy.become(Proxy.State.UP);
    }
  }

  @Test
  void a_wrong_statement_of_the_session_fails_the_read_with_its_place_and_no_secret() {
    JdbcTarget target = target(1, List.of(setting().get(0), "SET 'wr0ng-s3cret' oops"));
    for (int turn = 1; turn <= 2; turn++) {
      ReadException e = failure(Reason.READ, () -> Reads.read(target, "SELECT 1 AS a", "a"));
      assertThat(e).message().startsWith("session[1]: ").contains("***").contains("SQLState");
      assertThat(proxy.accepted()).isEqualTo(turn);
    }
    JdbcTarget several = target(1, List.of("SET a = 'wr0ng-s3cret'; DROP TABLE kept"));
    ReadException e = failure(Reason.READ, () -> Reads.read(several, "SELECT 1 AS a", "a"));
    assertThat(e).hasMessage("session[0]: expected one statement, found 2");
  }

  @Test
  void parameters_are_bound_and_never_pasted_and_are_fields_too() throws Exception {
    JdbcTarget target = target();
    var query =
        new JdbcQueryConfig(
            "SELECT n, CAST(:text AS CHAR(18)) AS copy, ':least' AS a FROM ("
                + series(3)
                + ") s WHERE n >= :least AND :flag -- :text",
            null,
            List.of(
                parameters("2", "it's; DROP TABLE t --"),
                parameters("3", "'"),
                parameters("4", "none")));
    Running read =
        Reads.start(
            target,
            Reading.within(Duration.ofSeconds(60)),
            query,
            _ -> {},
            "n",
            "copy",
            "a",
            "least",
            "text");
    assertThat(read.await(Reads.SOON).stream().map(row -> row.stream().map(String::valueOf)))
        .map(row -> String.join("|", row.toList()))
        .containsExactly(
            "2|it's; DROP TABLE t|:least|2|it's; DROP TABLE t --",
            "3|it's; DROP TABLE t|:least|2|it's; DROP TABLE t --",
            "3|'|:least|3|'");
    assertThat(proxy.accepted()).isEqualTo(1);
  }

  private static Map<String, SqlParameter> parameters(String least, String text) {
    return Map.of(
        "least", new SqlParameter(least, false),
        "text", new SqlParameter(text, true),
        "flag", new SqlParameter("true", false));
  }

  @Test
  void a_condition_is_true_or_not_zero_or_not_empty() throws Exception {
    JdbcTarget target = target();
    for (String condition :
        List.of("SELECT 1", "SELECT -0.5 AS a", "SELECT 1 = 1", "SELECT 'no', 0")) {
      assertThat(Reads.applies(target, condition)).as(condition).isTrue();
    }
    for (String condition :
        List.of(
            "SELECT 0",
            "SELECT 0.0, 1",
            "SELECT 1 = 2",
            "SELECT ''",
            "SELECT NULL",
            "SELECT n FROM (" + series(3) + ") s WHERE n = 4")) {
      assertThat(Reads.applies(target, condition)).as(condition).isFalse();
    }
    ReadException e = failure(Reason.READ, () -> Reads.applies(target, "SELECT a FROM nowhere"));
    assertThat(e).message().startsWith("when: ").containsIgnoringCase("nowhere");
    e = failure(Reason.READ, () -> Reads.applies(target, "SELECT 1; SELECT 2"));
    assertThat(e).hasMessage("when: expected one statement, found 2");
    assertThat(proxy.accepted()).isEqualTo(1);
  }

  @Test
  void a_condition_is_asked_again_after_each_login() throws Exception {
    JdbcTarget target = target();
    createTable("feature");
    String condition = "SELECT count(*) FROM feature";
    assertThat(Reads.applies(target, condition)).isFalse();
    insert("feature");
    assertThat(Reads.applies(target, condition)).isFalse();
    proxy.become(Proxy.State.DOWN);
    failure(Reason.CONNECT, () -> Reads.applies(target, condition));
    proxy.become(Proxy.State.UP);
    assertThat(Reads.applies(target, condition)).isTrue();
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
  }

  /** A query whose first value, named a, takes some 10 MB. */
  abstract String hugeValue();

  /** The same rows as {@link #series}, with a text of that many characters each, named t. */
  abstract String wideSeries(long count, int width);

  @Test
  void a_huge_result_takes_little_memory_and_a_huge_value_fails_the_read() throws Exception {
    JdbcTarget target = target();
    var memory = new ReadMemory(4 << 20);
    assertThat(Reads.within(memory, target, wideSeries(4_000, 10_000), "n")).hasSize(4_000);
    failure(Reason.LIMIT, () -> Reads.within(memory, target, hugeValue(), "a"));
    assertThat(Reads.within(memory, target, "SELECT 1 AS a", "a")).hasSize(1);
    assertThat(memory.held()).isZero();
  }

  /** Adds a row to a table. */
  abstract void insert(String table) throws Exception;

  /** Makes an empty table that the user sonde may read, change and drop, where that can be. */
  abstract void createTable(String name) throws Exception;

  @Test
  void streams_a_large_result_and_stops_where_the_mapping_does() throws Exception {
    JdbcTarget target = target();
    var rows = new AtomicInteger();
    assertThat(
            Reads.start(
                    target, Duration.ofSeconds(60), series(100_000), _ -> rows.incrementAndGet())
                .await(Duration.ofSeconds(60)))
        .hasSize(100_000);
    assertThat(rows).hasValue(100_000);
    for (int turn = 0; turn < 3; turn++) {
      var received = new AtomicInteger();
      Running bounded =
          Reads.start(
              target,
              Duration.ofSeconds(60),
              series(1_000_000),
              row -> {
                received.incrementAndGet();
                if (row.field("n") instanceof Number n && n.longValue() == 1_000) {
                  throw new ReadException(Reason.LIMIT, "enough", null);
                }
              },
              "n");
      failure(Reason.LIMIT, () -> bounded.await(Duration.ofSeconds(60)));
      assertThat(received).hasValue(1_000);
    }
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
  }

  @Test
  void many_failing_and_succeeding_reads_leave_nothing_behind() throws Exception {
    JdbcTarget target = target();
    Reads.read(target, "SELECT 1 AS a", "a");
    for (int i = 0; i < 60; i++) {
      assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
      failure(Reason.READ, () -> Reads.read(target, "SELECT a FROM nowhere", "a"));
      failure(Reason.READ, () -> Reads.read(target, "SELECT 1 AS a", "typo"));
      if (i % 10 == 0) {
        proxy.become(Proxy.State.DOWN);
        failure(Reason.CONNECT, () -> Reads.read(target, "SELECT 1 AS a", "a"));
        proxy.become(Proxy.State.UP);
      } else {
        assertThat(Reads.read(target, series(10), "n")).hasSize(10);
      }
    }
    assertThat(connections()).isEqualTo(1);
    assertThat(proxy.open()).isEqualTo(1);
    assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
        .noneMatch(name -> name.startsWith("PostgreSQL JDBC") || name.startsWith("MariaDb-"));
  }

  @Test
  void takes_one_query_and_nothing_else() throws Exception {
    JdbcTarget target = target();
    ReadException e = failure(Reason.READ, () -> Reads.read(target, "SELECT 1 AS a", "b"));
    assertThat(e)
        .message()
        .matches("(?i)field b: expected a column of the result \\(a\\), found none");
    e = failure(Reason.READ, () -> Reads.read(target, "SELECT 1 AS a, 2 AS a", "a"));
    assertThat(e)
        .message()
        .matches(
            "(?i)field a: expected one column of the result, found columns 1 \\(a\\) and 2 \\(a\\);"
                + " give them different names with AS");
    assertThat(Reads.read(target, "SELECT 1 AS a, 2 AS a, 3 AS b", "b")).hasSize(1);
    assertThat(Reads.read(target, "SELECT 1 AS \"Nn\"".replace('"', quote()), "nN")).hasSize(1);
  }

  @Test
  void says_what_a_statement_gave_that_is_no_query() throws Exception {
    JdbcTarget target = target();
    ReadException e =
        failure(Reason.READ, () -> Reads.read(target, "SELECT count(*) AS a FROM nowhere", "a"));
    assertThat(e).message().containsIgnoringCase("nowhere").contains("(SQLState 42");
    assertThat(e.getMessage()).hasSizeLessThan(300).doesNotContain("\n");
  }

  /** A value of each type: the expression, and what is read of it. */
  void assertValues(Map<String, Object> expected) {
    assertValues(expected, "");
  }

  static String refused(String type) {
    return "READ: column v of type "
        + type
        + " is not a number, boolean, text or time; cast it in the query";
  }

  /** The same of expressions that need a FROM. */
  void assertValues(Map<String, Object> expected, String from) {
    JdbcTarget target = target();
    var problems = new ArrayList<String>();
    for (var entry : expected.entrySet()) {
      Object found;
      try {
        found = Reads.read(target, "SELECT " + entry.getKey() + " AS v " + from, "v").get(0).get(0);
      } catch (ReadException e) {
        found = e.reason() + ": " + e.getMessage();
      }
      Object value =
          found instanceof Number n && entry.getValue() instanceof Double ? n.doubleValue() : found;
      value = value instanceof Number n && !(value instanceof Double) ? n.toString() : value;
      Object wanted =
          entry.getValue() instanceof Number n && !(n instanceof Double)
              ? n.toString()
              : entry.getValue();
      if (!Objects.equals(value, wanted)) {
        problems.add(
            entry.getKey()
                + " -> "
                + found
                + (found == null ? "" : " " + found.getClass().getSimpleName()));
      }
    }
    assertThat(problems).isEmpty();
  }

  char quote() {
    return '"';
  }

  /** Ends what a test had to leave running at the server. */
  abstract void stopSlowQueries() throws Exception;
}
