package io.sonde.mapping.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumericTextTest {
  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "12,12",
        "-12.5,-12.5",
        "+3,3",
        " 12.5 ,12.5",
        "'\t7\n',7",
        ".5,0.5",
        "5.,5",
        "1e-3,0.001",
        "2E+2,200",
        "NaN,NaN",
        "nan,NaN",
        "Inf,Infinity",
        "+inf,Infinity",
        "-Inf,-Infinity",
        "Infinity,Infinity",
        "-INFINITY,-Infinity",
        "true,1",
        "False,0",
        " TRUE ,1",
        "9007199254740993,9007199254740992",
      })
  void readsNumbersAsPrometheusWritesThem(String text, Double number) {
    assertThat(NumericText.parse(text)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-",
        ".",
        "e5",
        "1e",
        "1e+",
        "0x10",
        "1f",
        "1d",
        "1,5",
        "1 000",
        "1_000",
        "12 ms",
        "--1",
        "+-1",
        "+NaN",
        "nano",
        "infinite",
        "truee",
        "yes",
        "١٢",
        "1e999"
      })
  void takesNothingElseForANumber(String text) {
    assertThat(NumericText.parse(text)).isNull();
  }
}
