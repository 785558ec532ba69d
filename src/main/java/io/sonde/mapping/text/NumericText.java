package io.sonde.mapping.text;

import io.sonde.yaml.Numbers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Texts that are numbers: what a configuration takes for one, and Prometheus' own {@code NaN},
 * {@code +Inf}, {@code -Inf} and {@code Infinity}, and {@code true} and {@code false} for 1 and 0,
 * in any case; blanks around them do not matter.
 */
final class NumericText {
  private static final int LONGEST = "+infinity".length();

  private NumericText() {}

  /** The number, or null when the text is none. */
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
