package io.sonde.config.load;

import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Type;
import io.sonde.yaml.Types;
import java.time.Duration;

/** The keys {@code every} and {@code timeout}, which collectors and discoveries have alike. */
record Timing(Key<Duration> every, Key<Duration> timeout) {
  static final Duration MOST = Duration.ofDays(7);
  private static final Duration LONGEST_TIMEOUT_BY_DEFAULT = Duration.ofSeconds(10);

  /**
   * Describes the keys.
   *
   * @param every the meaning of {@code every}, with its default as written in a file
   * @param timeout the meaning of {@code timeout}
   */
  static Timing of(String every, String otherwise, String timeout) {
    Type<Duration> type = Types.duration(Duration.ofMillis(100), MOST);
    return new Timing(
        Key.of("every", type, every).otherwise(otherwise),
        Key.of("timeout", type, timeout).otherwiseAs("the smaller of `every` and 10s"));
  }

  /** The timeout of a section. */
  Duration timeout(Section section, Duration every) {
    Duration written = section.find(timeout);
    if (written != null) {
      return written;
    }
    return every.compareTo(LONGEST_TIMEOUT_BY_DEFAULT) < 0 ? every : LONGEST_TIMEOUT_BY_DEFAULT;
  }
}
