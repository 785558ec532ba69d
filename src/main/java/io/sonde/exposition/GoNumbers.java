package io.sonde.exposition;

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
    // Not with BigDecimal: there are many bounds, and these texts need no arithmetic.
    String java = Double.toString(Math.abs(number));
    int e = java.indexOf('E');
    String significand = e < 0 ? java : java.substring(0, e);
    int point = significand.indexOf('.');
    String all = significand.substring(0, point) + significand.substring(point + 1);
    int first = zeros(all);
    String digits = withoutEndingZeros(all.substring(first));
    int exponent = point - 1 - first + (e < 0 ? 0 : Integer.parseInt(java.substring(e + 1)));
    String sign = number < 0 ? "-" : "";
    return sign
        + (exponent >= LARGE || exponent < SMALL
            ? scientific(digits, exponent)
            : plain(digits, exponent));
  }

  private static String scientific(String digits, int exponent) {
    String rest = digits.length() > 1 ? "." + digits.substring(1) : "";
    int size = Math.abs(exponent);
    return digits.charAt(0) + rest + (exponent < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
  }

  private static String plain(String digits, int exponent) {
    if (exponent < 0) {
      return "0." + "0".repeat(-exponent - 1) + digits;
    }
    int whole = exponent + 1;
    return digits.length() <= whole
        ? digits + "0".repeat(whole - digits.length()) + ".0"
        : digits.substring(0, whole) + "." + digits.substring(whole);
  }

  /** The number of zeros at the beginning. */
  private static int zeros(String digits) {
    int count = 0;
    while (digits.charAt(count) == '0') {
      count++;
    }
    return count;
  }

  private static String withoutEndingZeros(String digits) {
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return digits.substring(0, end);
  }
}
