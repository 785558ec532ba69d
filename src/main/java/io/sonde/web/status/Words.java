package io.sonde.web.status;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times and numbers as people read them. */
final class Words {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Words() {}

  /** {@code 2026-11-24 03:05:17 UTC}. */
  static String time(Instant time) {
    return TIME.format(time);
  }

  /** As the attribute {@code datetime} takes it. */
  static String iso(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** Two units at most: {@code 350 ms}, {@code 12 s}, {@code 3 min 20 s}, {@code 2 d 4 h}. */
  static String duration(Duration duration) {
    Duration length = duration.isNegative() ? Duration.ZERO : duration;
    if (length.compareTo(Duration.ofSeconds(10)) < 0) {
      return length.toMillis() % 1000 == 0
          ? length.toSeconds() + " s"
          : shortDuration(length.toNanos() / 1e9);
    }
    if (length.toMinutes() == 0) {
      return length.toSeconds() + " s";
    }
    if (length.toHours() == 0) {
      return two(length.toMinutes(), "min", length.toSecondsPart(), "s");
    }
    return length.toDays() == 0
        ? two(length.toHours(), "h", length.toMinutesPart(), "min")
        : two(length.toDays(), "d", length.toHoursPart(), "h");
  }

  private static String two(long first, String unit, long second, String smaller) {
    return second == 0 ? first + " " + unit : "%d %s %d %s".formatted(first, unit, second, smaller);
  }

  /** Below ten seconds: {@code 0.4 ms}, {@code 12 ms}, {@code 1.5 s}. */
  static String shortDuration(double seconds) {
    if (seconds >= 1) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    double millis = seconds * 1e3;
    return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
  }

  /** When something is due: {@code in 12 s}, {@code now}. */
  static String due(Instant due, Instant now) {
    return due.isAfter(now) ? "in " + duration(Duration.between(now, due)) : "now";
  }

  /** The link that explains a collection, from the page. */
  static String explain(String collector, String target) {
    return "status/explain?collector=%s&target=%s"
        .formatted(
            URLEncoder.encode(collector, StandardCharsets.UTF_8),
            URLEncoder.encode(target, StandardCharsets.UTF_8));
  }

  /** {@code 1,234}. */
  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 run}, {@code 2 runs}. */
  static String count(long number, String noun) {
    return number(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** {@code 512 B}, {@code 27.1 kB}, {@code 5.0 MB}. */
  static String bytes(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
