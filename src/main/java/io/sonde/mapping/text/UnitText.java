package io.sonde.mapping.text;

import io.sonde.yaml.Numbers;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads texts with units, as programs print them for people: sizes, durations, and words for yes
 * and no. Results are in base units; null for a text that cannot be read.
 */
final class UnitText {
  private static final int LONGEST = 100;
  private static final double NANOS = 1e9;
  private static final double MINUTE = 60;

  private static final Pattern SIZE =
      Pattern.compile(
          "([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)\\s*(?:([kKmMgGtTpPeE]?)(i?)(?:[bB]|[bB]ytes?)?|bytes?)");
  private static final String PREFIXES = "KMGTPE";

  private static final Pattern PART =
      Pattern.compile("\\s*([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)\\s*([a-zA-Zµμ]+)");
  private static final Pattern CLOCK =
      Pattern.compile(
          "(?:([0-9]{1,9})(?:-|\\s*days?,?\\s+))?([0-9]{1,9}):([0-5][0-9])(?::([0-5][0-9](?:\\.[0-9]{1,9})?))?");

  private UnitText() {}

  /**
   * {@code 1000 MB}, {@code 1.5GiB}, {@code 12k}: KB is 1000 bytes, KiB 1024, in any case. A letter
   * alone is a power of 1000.
   */
  static @Nullable Double bytes(String text) {
    Matcher size = text.length() > LONGEST ? null : SIZE.matcher(text);
    if (size == null || !size.matches()) {
      return null;
    }
    Double number = Numbers.parse(size.group(1));
    String prefix = size.group(2) == null ? "" : size.group(2);
    boolean binary = "i".equals(size.group(3));
    if (number == null || (binary && prefix.isEmpty())) {
      return null;
    }
    int power = prefix.isEmpty() ? 0 : PREFIXES.indexOf(prefix.toUpperCase(Locale.ROOT)) + 1;
    return number * Math.pow(binary ? 1024 : 1000, power);
  }

  /** {@code 1h2m}, {@code 3 days 4 hours}, {@code 1.5s}, {@code 2 days 01:02:03}, {@code PT5M}. */
  static @Nullable Double seconds(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return null;
    }
    char sign = text.charAt(0);
    if (sign == '-' || sign == '+') {
      Double seconds =
          text.length() > 1 && text.charAt(1) != sign ? seconds(text.substring(1)) : null;
      return seconds == null || sign == '+' ? seconds : Double.valueOf(-seconds);
    }
    if (sign == 'P' || sign == 'p') {
      try {
        Duration duration = Duration.parse(text);
        return duration.getSeconds() + duration.getNano() / NANOS;
      } catch (DateTimeException | ArithmeticException _) {
        return null;
      }
    }
    Matcher clock = CLOCK.matcher(text);
    if (clock.matches()) {
      return ofClock(clock);
    }
    return ofUnits(text);
  }

  private static double ofClock(Matcher clock) {
    double days = clock.group(1) == null ? 0 : Double.parseDouble(clock.group(1));
    double minutes =
        (days * 24 + Double.parseDouble(clock.group(2))) * MINUTE
            + Double.parseDouble(clock.group(3));
    return minutes * MINUTE + (clock.group(4) == null ? 0 : Double.parseDouble(clock.group(4)));
  }

  private static @Nullable Double ofUnits(String text) {
    Matcher part = PART.matcher(text);
    double seconds = 0;
    double last = Double.MAX_VALUE;
    int end = 0;
    while (end < text.length()) {
      double unit =
          part.region(end, text.length()).lookingAt() ? unit(part.group(2)) : Double.MAX_VALUE;
      if (unit >= last) {
        return null; // an unknown unit, or one that is not smaller than the unit before
      }
      double number = Double.parseDouble(part.group(1));
      // Dividing gives the exact double: 5 / 1e6, but not 5 * 1e-6, is the nearest to 0.000005.
      seconds += unit < 1 ? number / Math.rint(1 / unit) : number * unit;
      last = unit;
      end = part.end();
    }
    return seconds;
  }

  private static double unit(String name) {
    return switch (name) {
      case "ns" -> 1e-9;
      case "us", "µs", "μs" -> 1e-6;
      case "ms" -> 1e-3;
      case "s", "sec", "secs", "second", "seconds" -> 1;
      case "m", "min", "mins", "minute", "minutes" -> MINUTE;
      case "h", "hour", "hours" -> 60 * MINUTE;
      case "d", "day", "days" -> 24 * 60 * MINUTE;
      case "w", "week", "weeks" -> 7 * 24 * 60 * MINUTE;
      default -> Double.MAX_VALUE;
    };
  }

  /** Words for 1 and 0; case is ignored. */
  static @Nullable Double truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "t", "y", "1" -> 1.0;
      case "false", "no", "off", "f", "n", "0" -> 0.0;
      default -> null;
    };
  }
}
