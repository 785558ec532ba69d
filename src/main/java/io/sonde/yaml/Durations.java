package io.sonde.yaml;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Durations as people write them: {@code 15s}, {@code 1m30s}, {@code 250ms}, or ISO {@code PT15S}.
 */
public final class Durations {
  public static final String EXPECTED = "a duration such as 15s, 1m30s or 250ms";

  /** A regular expression for the JSON Schema. It accepts a little more than {@link #parse}. */
  public static final String PATTERN = "^((\\d{1,9}(d|h|ms|m|s))+|P.*)$";

  private static final Pattern UNITS =
      Pattern.compile(
          "(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");

  private Durations() {}

  /** The duration; null when the text is not a duration. */
  public static @Nullable Duration parse(String text) {
    Matcher units = UNITS.matcher(text);
    if (!text.isEmpty() && units.matches()) {
      return Duration.ofDays(number(units, 1))
          .plusHours(number(units, 2))
          .plusMinutes(number(units, 3))
          .plusSeconds(number(units, 4))
          .plusMillis(number(units, 5));
    }
    try {
      return text.startsWith("P") ? Duration.parse(text) : null;
    } catch (DateTimeParseException _) {
      return null;
    }
  }

  /** The shortest text that {@link #parse} reads as this duration. */
  public static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    unit(text, duration.toDays(), "d");
    unit(text, duration.toHoursPart(), "h");
    unit(text, duration.toMinutesPart(), "m");
    unit(text, duration.toSecondsPart(), "s");
    unit(text, duration.toMillisPart(), "ms");
    return text.toString();
  }

  /** In seconds, to the millisecond, as messages write it: {@code 0.25 s}, {@code 90 s}. */
  public static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
  }

  /**
   * A multiple of a duration. {@link Duration#multipliedBy} does the same with BigDecimal, whose
   * first use takes 23 ms of the reading of a configuration.
   *
   * @throws ArithmeticException when no duration is that long
   */
  public static Duration times(Duration duration, int factor) {
    return Duration.ofSeconds(
        Math.multiplyExact(duration.getSeconds(), factor), (long) duration.getNano() * factor);
  }

  private static void unit(StringBuilder text, long number, String unit) {
    if (number != 0) {
      text.append(number).append(unit);
    }
  }

  private static long number(Matcher units, int group) {
    String digits = units.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
