package io.sonde.collection;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.collection.schedule.SystemTimer;
import io.sonde.targets.jdbc.Drivers;
import io.sonde.targets.jdbc.JdbcConfig;
import io.sonde.targets.jdbc.JdbcQueryConfig;
import io.sonde.targets.jdbc.JdbcTarget;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An embedded database that ignores interrupts, and two collectors that read it. */
@Timeout(60)
public class EmbeddedDatabaseTest {
  private static final CountDownLatch RELEASE = new CountDownLatch(1);
  private static final String URL = "jdbc:h2:mem:" + EmbeddedDatabaseTest.class.getName();

  private final Lab lab = new Lab(new SystemTimer());

  @AfterEach
  void close() {
    RELEASE.countDown();
    lab.close();
  }

  /** An alias of the database: never ends, whoever interrupts. */
  public static int stuck() {
    while (RELEASE.getCount() > 0) {
      try {
        RELEASE.await();
      } catch (InterruptedException e) {
        // As native code, which hears of nothing.
      }
    }
    return 1;
  }

  @Test
  void readThatNobodyCanEndHoldsUpNobodyElse() throws Exception {
    try (var connection = DriverManager.getConnection(URL);
        var statement = connection.createStatement()) {
      statement.execute(
          "CREATE ALIAS stuck FOR '" + EmbeddedDatabaseTest.class.getName() + ".stuck'");
      var config = new JdbcConfig("db", URL, null, null, Map.of());
      lab.add(new JdbcTarget(config, Drivers.onClassPath()), config);
      collector("stuck", "SELECT 's' AS item, stuck() AS n");
      collector("other", "SELECT 'o' AS item, 1 AS n");
      lab.collections().start();

      until(() -> lab.failures("stuck", "db", "busy") >= 2);
      long before = lab.runs("other", "db") - lab.failures("other", "db", "timeout");
      until(() -> lab.runs("other", "db") - lab.failures("other", "db", "timeout") >= before + 3);

      assertThat(lab.failures("stuck", "db", "timeout")).isEqualTo(1);
      assertThat(lab.failures("other", "db", "busy")).isZero();
      assertThat(lab.exposed("value")).containsExactly("value{item=\"o\",target=\"db\"} 1.0");

      RELEASE.countDown();
      until(() -> lab.exposed("value").size() == 2);
    }
  }

  private void collector(String name, String sql) {
    lab.collector(
        Lab.config(
            lab.name(name),
            Duration.ofSeconds(1),
            Duration.ofMillis(800),
            Duration.ofMinutes(5),
            new JdbcQueryConfig(sql),
            "item",
            "n",
            List.of("db")));
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }
}
