package io.sonde.targets.http.json;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Converts the numbers of JSON documents without loss of precision. Stateless. */
final class JsonNumbers {
  /**
   * A decimal number of at most this many digits does not change when it is converted to a double
   * and back.
   */
  private static final int EXACT_DIGITS = 15;

  private JsonNumbers() {}

  /**
   * A {@link Long}, a {@link Double} where it is exact, or else a {@link BigDecimal}; null for a
   * finite number that is too large for a double.
   *
   * @param text a number as the parser found it, or {@code NaN}, {@code Infinity}, {@code INF}
   * @param whole true for a number without a fraction and an exponent
   */
  static @Nullable Number parse(String text, boolean whole) {
    switch (text) {
      case "NaN" -> {
        return Double.NaN;
      }
      case "Infinity", "+Infinity", "INF", "+INF" -> {
        return Double.POSITIVE_INFINITY;
      }
      case "-Infinity", "-INF" -> {
        return Double.NEGATIVE_INFINITY;
      }
      default -> {}
    }
    if (whole && text.length() <= 20) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException _) {
        // does not fit a long
      }
    }
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      return null;
    }
    // A number that is too small for a double becomes 0: as a BigDecimal it could have a huge
    // number of digits.
    return value == 0 || (!whole && isExact(text)) ? (Number) value : new BigDecimal(text);
  }

  /** True when a double represents the written number. */
  private static boolean isExact(String number) {
    int digits = 0;
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt(i);
      if (c == 'e' || c == 'E') {
        break;
      }
      digits += Character.isDigit(c) ? 1 : 0;
    }
    return digits <= EXACT_DIGITS;
  }
}
