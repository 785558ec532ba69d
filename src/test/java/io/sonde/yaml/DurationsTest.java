package io.sonde.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationsTest {
  @Test
  void aMultipleIsExact() {
    for (Duration one :
        new Duration[] {
          Duration.ZERO,
          Duration.ofMillis(-1),
          Duration.ofMillis(1_999),
          Duration.ofNanos(999_999_999),
          Duration.ofDays(100_000)
        }) {
      for (int factor : new int[] {0, 1, 3, 1_000_000}) {
        assertThat(Durations.times(one, factor)).isEqualTo(one.multipliedBy(factor));
      }
    }
  }

  @Test
  void oneThatNoDurationHoldsIsRefused() {
    assertThatThrownBy(() -> Durations.times(Duration.ofSeconds(Long.MAX_VALUE), 2))
        .isInstanceOf(ArithmeticException.class);
  }
}
