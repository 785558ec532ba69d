package io.sonde.mapping.text;

import io.sonde.yaml.Numbers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads texts as numbers: decimal numbers as in a configuration; {@code NaN}, {@code +Inf}, {@code
 * -Inf} and {@code Infinity}; {@code true} and {@code false} as 1 and 0. Case and blanks around the
 * text are ignored.
 */
final class NumericText {
  private static final int LONGEST = "+infinity".length();

  private NumericText() {}

  /** The number; null when the text is not a number. */
  static @Nullable Double parse(String text) {
    String stripped = text.strip();
    Double number = Numbers.parse(stripped);
    if (number != null || stripped.length() > LONGEST) {
      return number;
    }
    return switch (stripped.toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      case "true" -> 1.0;
      case "false" -> 0.0;
      default -> null;
    };
  }
}
