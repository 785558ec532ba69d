package io.sonde.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the value of a field becomes a number. Immutable.
 *
 * @param constant the number that replaces the field; null for none
 * @param pattern a regular expression (RE2) whose first group is the text to read; null for the
 *     whole text
 * @param as the notation of texts
 * @param map numbers for texts; empty for none
 * @param scale the factor for the number, 1 for none
 */
public record Conversion(
    @Nullable Double constant,
    @Nullable String pattern,
    As as,
    Map<String, Double> map,
    double scale) {
  /** Reads numbers, and texts that are numbers. */
  public static final Conversion NONE = new Conversion(null, null, As.NUMBER, Map.of(), 1);

  public Conversion {
    map = Map.copyOf(map);
  }

  /** The notation of a text, and the number that it gives. */
  public enum As {
    /** Numbers, {@code true} and {@code false}. */
    NUMBER,
    /** {@code 1000 MB}, {@code 1.5GiB}: the number of bytes. */
    BYTES,
    /** {@code 1h2m}, {@code PT5M}: seconds. */
    DURATION,
    /** {@code 2026-11-20T10:00:00Z}, dates of RFC 1123: seconds since 1970. */
    TIMESTAMP,
    /** {@code 45%}: 0.45. */
    PERCENT,
    /** {@code yes}, {@code on}, {@code true}: 1; their opposites: 0. */
    BOOLEAN
  }
}
