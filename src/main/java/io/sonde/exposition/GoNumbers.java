package io.sonde.exposition;

import java.math.BigDecimal;
import java.util.Locale;

/**
 * Numbers in label values as Go writes them and as Prometheus writes those of protobuf: {@code
 * 1e+09} and {@code 0.0001} where Java has {@code 1.0E9} and {@code 1.0E-4}.
 */
final class GoNumbers {
  /** The exponents of ten from which on, and below which, Go writes an exponent. */
  private static final int LARGE = 6;

  private static final int SMALL = -4;

  private GoNumbers() {}

  /**
   * The shortest text that is this number, with a point or an exponent: what {@code
   * formatOpenMetricsFloat} in Prometheus gives, {@code strconv.FormatFloat(f, 'g', -1, 64)}.
   */
  static String text(double number) {
    if (Double.isInfinite(number)) {
      return number > 0 ? "+Inf" : "-Inf";
    }
    if (Double.isNaN(number) || number == 0) {
      return Double.toString(number);
    }
    BigDecimal decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent >= LARGE || exponent < SMALL) {
      String mantissa = decimal.movePointLeft(exponent).stripTrailingZeros().toPlainString();
      return String.format(
          Locale.ROOT, "%se%s%02d", mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
    String plain = decimal.toPlainString();
    return plain.contains(".") ? plain : plain + ".0";
  }
}
