package io.sonde.exposition;

import java.math.BigDecimal;
import java.util.Locale;

/**
 * Numbers in label values as Go writes them and as Prometheus writes those of protobuf: {@code
 * 1e+09} and {@code 0.0001} where Java has {@code 1.0E9} and {@code 1.0E-4}.
 */
final class GoNumbers {
  /** Go writes numbers of 1e6 and more with an exponent. */
  private static final int LARGE = 6;

  /** Go writes numbers below 1e-4 with an exponent. */
  private static final int SMALL = -4;

  private GoNumbers() {}

  /**
   * The shortest decimal text of this number, with a point or an exponent. It is that of {@code
   * formatOpenMetricsFloat} in Prometheus, {@code strconv.FormatFloat(f, 'g', -1, 64)} in Go.
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
