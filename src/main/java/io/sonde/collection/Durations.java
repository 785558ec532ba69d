package io.sonde.collection;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations as messages write them. */
final class Durations {
  private Durations() {}

  /** In seconds, to the millisecond: {@code 0.25 s}, {@code 90 s}. */
  static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
  }
}
