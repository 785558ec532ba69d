package io.sonde.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bounds of buckets as Go writes them. */
class GoNumbersTest {
  private static final Pattern PLAIN = Pattern.compile("-?[0-9]+\\.[0-9]+");
  private static final Pattern EXPONENT =
      Pattern.compile("-?[1-9](\\.[0-9]*[1-9])?e[+-][0-9]{2,3}");

  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "1, 1.0",
    "10, 10.0",
    "0.5, 0.5",
    "-2.5, -2.5",
    "0.005, 0.005",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "0.00012, 0.00012",
    "0.000012, 1.2e-05",
    "100000, 100000.0",
    "999999, 999999.0",
    "999999.5, 999999.5",
    "1000000, 1e+06",
    "1234567, 1.234567e+06",
    "1e9, 1e+09",
    "-1e21, -1e+21",
    "1e100, 1e+100",
    "4.9e-324, 4.9e-324",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "Infinity, +Inf",
    "-Infinity, -Inf",
    "NaN, NaN"
  })
  void isAsGoWritesIt(double number, String text) {
    assertThat(GoNumbers.text(number)).isEqualTo(text);
  }

  @Test
  void everyNumberIsTheShortestTextOfItself() {
    var random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      double number =
          i % 2 == 0
              ? Double.longBitsToDouble(random.nextLong())
              : random.nextInt(2_000_000) / Math.pow(10, random.nextInt(12));
      if (Double.isFinite(number) && number != 0) {
        String text = GoNumbers.text(number);
        double size = Math.abs(number);
        assertThat(text).matches(size >= 1e6 || size < 1e-4 ? EXPONENT : PLAIN);
        assertThat(new BigDecimal(text)).isEqualByComparingTo(Double.toString(number));
      }
    }
  }
}
