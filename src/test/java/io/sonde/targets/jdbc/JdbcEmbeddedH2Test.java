package io.sonde.targets.jdbc;

import static io.sonde.targets.jdbc.JdbcScenarios.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.jdbc.Reads.Running;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H2 in the JVM: a database that ignores interrupts, and that nobody can cut off. */
public class JdbcEmbeddedH2Test {
  /** What the database calls while it runs a query: it cannot be ended from outside. */
  private static final Map<String, CountDownLatch> STUCK = new ConcurrentHashMap<>();

  private final String name = UUID.randomUUID().toString();
  private final JdbcTarget target = target(url());

  private String url() {
    return "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1";
  }

  private static JdbcTarget target(String url) {
    return new JdbcTarget(new JdbcConfig("db", url, null, null, Map.of()), Drivers.onClassPath());
  }

  @AfterEach
  void close() {
    target.close();
  }

  /** An alias of the database; uninterruptible, as native code would be. */
  public static int stuck(String name) {
    Reads.uninterruptibly(Objects.requireNonNull(STUCK.get(name)));
    return 1;
  }

  @Test
  void reads_an_embedded_database() throws Exception {
    assertThat(Reads.read(target, "SELECT 'a' AS state, 2 AS n", "N", "STATE"))
        .isEqualTo(List.of(List.of(2, "a")));
  }

  @Test
  void a_query_that_ignores_interrupts_ends_with_its_timeout() throws Exception {
    String endless =
        "SELECT count(*) AS a FROM SYSTEM_RANGE(1, 100000000000) WHERE MOD(x, 7) = RAND()";
    Running bounded = Reads.start(target, Duration.ofMillis(500), endless, "a");
    failure(Reason.TIMEOUT, () -> bounded.await(Reads.SOON));
    Running running = Reads.start(target, Duration.ofSeconds(200), endless, "a");
    Reads.eventually(
        "the query to run", () -> inside(running.thread(), "org.h2.command.query.Select"));
    running.deadline();
    failure(Reason.TIMEOUT, () -> running.await(Reads.SOON));
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
  }

  @Test
  void a_read_that_does_not_end_at_all_takes_nobody_elses_turn() throws Exception {
    var latch = new CountDownLatch(1);
    STUCK.put(name, latch);
    try (var connection = DriverManager.getConnection(url());
        var statement = connection.createStatement()) {
      statement.execute(
          "CREATE ALIAS stuck FOR '" + JdbcEmbeddedH2Test.class.getName() + ".stuck'");
    }
    Running stuck =
        Reads.start(target, Duration.ofSeconds(60), "SELECT stuck('" + name + "') AS a", "a");
    Reads.eventually(
        "the read to be stuck", () -> inside(stuck.thread(), JdbcEmbeddedH2Test.class.getName()));
    stuck.deadline();
    assertThat(Reads.read(target, "SELECT 1 AS a", "a")).hasSize(1);
    assertThat(stuck.rows()).isNotDone();
    latch.countDown();
    failure(Reason.TIMEOUT, () -> stuck.await(Reads.SOON));
    STUCK.remove(name);
  }

  private static boolean inside(Thread thread, String type) {
    return Stream.of(thread.getStackTrace()).anyMatch(frame -> frame.getClassName().equals(type));
  }

  @Test
  void a_file_that_another_process_would_lock_is_let_go_on_close(@TempDir Path folder)
      throws Exception {
    String url = "jdbc:h2:file:" + folder.resolve("data");
    for (int i = 0; i < 2; i++) {
      JdbcTarget file = target(url);
      assertThat(Reads.read(file, "SELECT 1 AS a", "a")).hasSize(1);
      file.close();
      try (var channel = FileChannel.open(folder.resolve("data.mv.db"), StandardOpenOption.WRITE)) {
        assertThat(channel.tryLock()).as("lock of the file").isNotNull();
      }
    }
  }
}
