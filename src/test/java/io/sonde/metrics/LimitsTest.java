package io.sonde.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.CapturedLog;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private final AtomicLong now = new AtomicLong();
  private final AtomicLong shed = new AtomicLong();
  private final AtomicLong calm = new AtomicLong();
  private final Limits limits = new Limits(now::get, calm::incrementAndGet);

  LimitsTest() {
    limits.add(
        List.of(
            new Limits.Limit(
                "connections", "server.max-tcp-connections", () -> 600, () -> 12, shed::get)));
  }

  private void after(long seconds) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    limits.watch();
  }

  @Test
  void anEpisodeOfSheddingIsTwoLinesHoweverLongItTakes() {
    try (var log = new CapturedLog(Limits.class.getName())) {
      after(1);
      assertThat(log.lines()).isEmpty();

      for (int second = 0; second < 300; second++) {
        shed.addAndGet(second % 25 == 0 ? 7 : 0);
        after(1);
      }
      assertThat(log.lines())
          .containsExactly(
              "WARNING The limit of 600 for connections is exceeded (set by"
                  + " server.max-tcp-connections). What exceeds it is refused, closed or dropped,"
                  + " and counted in sonde_shed_total");

      after(Limits.QUIET_SECONDS);
      assertThat(log.lines())
          .hasSize(2)
          .last()
          .isEqualTo(
              "INFO The limit for connections is no longer exceeded. In 275 s, 84 were refused,"
                  + " closed or dropped");

      assertThat(calm).hasValue(1);

      shed.incrementAndGet();
      after(1);
      assertThat(log.lines()).hasSize(3);
      assertThat(calm).hasValue(1);
    }
  }

  @Test
  void eachBoundIsExposedBesideItsUseAndItsSheds() {
    shed.set(3);

    assertThat(limits.get().stream().map(snapshot -> snapshot.getMetadata().getName()))
        .containsExactly("sonde_in_use", "sonde_limit", "sonde_shed");
    assertThat(limits.get().stream().flatMap(snapshot -> snapshot.getDataPoints().stream()))
        .extracting(point -> point.getLabels().get("name"))
        .containsExactly("connections", "connections", "connections");
  }
}
