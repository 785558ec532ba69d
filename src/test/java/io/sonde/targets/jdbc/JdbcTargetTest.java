package io.sonde.targets.jdbc;

import static io.sonde.targets.jdbc.JdbcScenarios.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Secret;
import io.sonde.targets.jmx.JmxQueryConfig;
import io.sonde.testing.ClosedPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What needs no server. */
class JdbcTargetTest {
  private static JdbcTarget target(String url, Map<String, Secret> properties) {
    return new JdbcTarget(
        new JdbcConfig("db", url, "sonde", Secret.of("s3cret"), properties), Drivers.onClassPath());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://localhost:%d/d?password=wr0ng",
        "jdbc:mariadb://localhost:%d/d?password=wr0ng",
        "jdbc:h2:tcp://localhost:%d/d;NETWORK_TIMEOUT=1000"
      })
  void nobody_listens_and_no_secret_is_told_or_logged(String url) throws Exception {
    List<String> logged = Collections.synchronizedList(new ArrayList<>());
    var handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            logged.add(record.getMessage() + " " + Arrays.toString(record.getParameters()));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    handler.setLevel(Level.ALL);
    Logger drivers = Logger.getLogger("org.postgresql");
    drivers.addHandler(handler);
    drivers.setLevel(Level.ALL);
    try (var closed = new ClosedPort();
        JdbcTarget target = target(url.formatted(closed.number()), Map.of())) {
      ReadException e = failure(Reason.CONNECT, () -> Reads.read(target, "SELECT 1 AS a", "a"));
      assertThat(e).message().containsIgnoringCase("refused");
      assertThat(target.name()).isEqualTo("db");
    } finally {
      drivers.removeHandler(handler);
    }
    assertThat(logged).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql:s3cret:wr0ng//",
        "jdbc:mariadb:s3cret=wr0ng",
        "jdbc:h2:tcp://;PASSWORD=wr0ng"
      })
  void a_url_that_the_driver_does_not_understand_is_not_repeated(String url) {
    try (JdbcTarget target = target(url, Map.of())) {
      failure(Reason.CONNECT, () -> Reads.read(target, "SELECT 1 AS a", "a"));
    }
  }

  @Test
  void properties_go_to_the_driver_and_their_values_stay_secret() {
    try (JdbcTarget target =
        target(
            "jdbc:postgresql://localhost:1/d",
            Map.of("sslmode", Secret.of("wr0ng-mode"), "ApplicationName", Secret.of("other")))) {
      ReadException e = failure(Reason.CONNECT, () -> Reads.read(target, "SELECT 1 AS a", "a"));
      assertThat(e).message().contains("sslmode").contains("***");
    }
  }

  @Test
  void only_a_jdbc_read_is_read() {
    try (JdbcTarget target = target("jdbc:h2:mem:x", Map.of())) {
      assertThatThrownBy(() ->
              target
                  .prepare(new JmxQueryConfig(List.of("a:*")), Fields.of(Set.of()))
                  .read(Reading.within(Duration.ofSeconds(1)), _ -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected a query of kind jdbc, found one of jmx");
    }
  }
}
