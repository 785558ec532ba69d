package io.sonde.mapping.text;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Writes the value of a field as a label: {@code 5}, not {@code 5.0}; {@code 0.0000001}, not {@code
 * 1.0E-7}.
 *
 * <p>A missing field becomes the empty text, which Prometheus treats as no label. Numbers with more
 * than {@value #DIGITS} digits are written with an exponent, to keep labels short.
 */
public final class LabelText {
  private static final int DIGITS = 40;

  /** Below this, every double that is whole is exact as a long. */
  private static final double WHOLE = 1e15;

  private LabelText() {}

  public static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case String text -> text;
      case Double number -> of(number.doubleValue());
      case Float number when Float.isFinite(number) -> plain(new BigDecimal(number.toString()));
      case Float number -> of(number.doubleValue());
      case BigDecimal number -> plain(number);
      default -> value.toString();
    };
  }

  public static String of(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "+Inf" : "-Inf";
    }
    return number == Math.rint(number) && Math.abs(number) < WHOLE
        ? Long.toString((long) number)
        : plain(BigDecimal.valueOf(number));
  }

  private static String plain(BigDecimal number) {
    BigDecimal shortest = number.stripTrailingZeros();
    boolean fits =
        shortest.scale() <= DIGITS && (long) shortest.precision() - shortest.scale() <= DIGITS;
    return fits ? shortest.toPlainString() : shortest.toString();
  }
}
