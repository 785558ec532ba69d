package io.sonde.mapping;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Texts that are numbers: {@code 12}, {@code -12.5}, {@code .5}, {@code 1e-3}, and Prometheus' own
 * {@code NaN}, {@code +Inf}, {@code -Inf}, {@code Infinity} in any case; blanks around them do not
 * matter.
 *
 * <p>Narrower than {@link Double#parseDouble}: no hexadecimal numbers, no {@code 1f} or {@code 1d}.
 */
final class NumericText {
  private NumericText() {}

  /** The number, or null when the text is none. */
  static @Nullable Double parse(String text) {
    String number = text.strip();
    if (isDecimal(number)) {
      return Double.valueOf(number);
    }
    if (number.length() > "+infinity".length()) {
      return null;
    }
    return switch (number.toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> null;
    };
  }

  private static boolean isDecimal(String text) {
    int start = afterSign(text, 0);
    int point = afterDigits(text, start);
    int digits = point - start;
    int end = point;
    if (at(text, point) == '.') {
      end = afterDigits(text, point + 1);
      digits += end - point - 1;
    }
    if (digits == 0) {
      return false;
    }
    if (at(text, end) == 'e' || at(text, end) == 'E') {
      int exponent = afterSign(text, end + 1);
      end = afterDigits(text, exponent);
      if (end == exponent) {
        return false;
      }
    }
    return end == text.length();
  }

  private static int afterSign(String text, int i) {
    return at(text, i) == '+' || at(text, i) == '-' ? i + 1 : i;
  }

  private static int afterDigits(String text, int from) {
    int i = from;
    while (at(text, i) >= '0' && at(text, i) <= '9') {
      i++;
    }
    return i;
  }

  /** The character at a place, or one that is part of no number behind the end. */
  private static char at(String text, int i) {
    return i < text.length() ? text.charAt(i) : ' ';
  }
}
