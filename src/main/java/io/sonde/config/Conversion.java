package io.sonde.config;

import org.jspecify.annotations.Nullable;

/**
 * How what a field holds becomes a number, before {@code value-map} and {@code scale}. Immutable.
 *
 * @param constant the number in place of a field; null for none
 * @param pattern a regular expression (RE2) whose first group is the text to read; null for all of
 *     it
 * @param as what texts are
 */
public record Conversion(@Nullable Double constant, @Nullable String pattern, As as) {
  /** A field that holds numbers, or texts that are numbers. */
  public static final Conversion NONE = new Conversion(null, null, As.NUMBER);

  /** What texts are, and what they become. */
  public enum As {
    /** Numbers, {@code true} and {@code false}. */
    NUMBER,
    /** {@code 1000 MB}, {@code 1.5GiB}: bytes. */
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
