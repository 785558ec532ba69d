package io.sonde.collection.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduledTimesTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration WINDOW = Duration.ofSeconds(10);

  @Test
  void phasesAreFixedAndSpread() {
    assertThat(ScheduledTimes.phase("queues", "rabbitmq"))
        .isEqualTo(ScheduledTimes.phase("queues", "rabbitmq"));
    // Which of both a letter belongs to matters.
    assertThat(ScheduledTimes.phase("a", "bc")).isNotEqualTo(ScheduledTimes.phase("ab", "c"));

    for (int targets : new int[] {10, 100, 1_000}) {
      var tenths = new int[10];
      IntStream.range(0, targets)
          .mapToDouble(n -> ScheduledTimes.phase("collector", "target" + n))
          .forEach(phase -> tenths[(int) (phase * 10)]++);
      double fair = targets / 10.0;
      assertThat(IntStream.of(tenths)).allMatch(count -> count < fair + 4 * Math.sqrt(fair));
    }
  }

  @Test
  void firstTurnComesEarlyAndTheOthersInTheirOwnPhase() {
    var turns = ScheduledTimes.of("c", "t", HOUR, 1_000, WINDOW);

    assertThat(turns.early() - 1_000).isBetween(0L, WINDOW.toNanos());
    double phase = (turns.regular() - 1_000) / (double) HOUR.toNanos();
    assertThat(phase).isCloseTo(ScheduledTimes.phase("c", "t"), within(1e-9));
    assertThat((turns.early() - 1_000) / (double) WINDOW.toNanos()).isCloseTo(phase, within(1e-9));
  }

  @Test
  void windowIsNeverLongerThanTheTimeBetweenTurns() {
    var turns = ScheduledTimes.of("c", "t", Duration.ofSeconds(1), 0, WINDOW);

    assertThat(turns.early()).isEqualTo(turns.regular()).isLessThan(1_000_000_000);
  }

  @Test
  void turnsAreCountedFromTheFirstRegularOneThoughTheClockOverflows() {
    long start = Long.MAX_VALUE - 1;
    var turns = new ScheduledTimes(start, start + 5, 10);

    assertThat(turns.count(start + 4)).isZero();
    assertThat(turns.count(start + 5)).isEqualTo(1);
    assertThat(turns.count(start + 14)).isEqualTo(1);
    assertThat(turns.count(start + 15)).isEqualTo(2);
  }
}
