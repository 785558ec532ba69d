package io.sonde.mapping.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LabelTextTest {
  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of(null, ""),
        Arguments.of("", ""),
        Arguments.of(" as it is ", " as it is "),
        Arguments.of(true, "true"),
        Arguments.of(false, "false"),
        Arguments.of(5, "5"),
        Arguments.of((short) -5, "-5"),
        Arguments.of(Long.MIN_VALUE, "-9223372036854775808"),
        Arguments.of(
            new BigInteger("123456789012345678901234567890"), "123456789012345678901234567890"),
        Arguments.of(new AtomicLong(7), "7"),
        Arguments.of(5.0, "5"),
        Arguments.of(-0.0, "0"),
        Arguments.of(0.1, "0.1"),
        Arguments.of(1.0E-7, "0.0000001"),
        Arguments.of(1.0E10, "10000000000"),
        Arguments.of(1.0E20, "100000000000000000000"),
        Arguments.of(1.5E300, "1.5E+300"),
        Arguments.of(Double.MIN_VALUE, "4.9E-324"),
        Arguments.of(0.1f, "0.1"),
        Arguments.of(16777216f, "16777216"),
        Arguments.of(Float.NaN, "NaN"),
        Arguments.of(Double.NaN, "NaN"),
        Arguments.of(Double.POSITIVE_INFINITY, "+Inf"),
        Arguments.of(Float.NEGATIVE_INFINITY, "-Inf"),
        Arguments.of(new BigDecimal("5.00"), "5"),
        Arguments.of(new BigDecimal("5.10"), "5.1"),
        Arguments.of(new BigDecimal("1E+3"), "1000"),
        Arguments.of(new BigDecimal("0E+9"), "0"),
        Arguments.of(new BigDecimal("1E+1000000000"), "1E+1000000000"),
        Arguments.of(new BigDecimal("1E-1000000000"), "1E-1000000000"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void readsWithoutPointZeroAndWithoutExponent(@Nullable Object value, String text) {
    assertThat(LabelText.of(value)).isEqualTo(text);
  }
}
