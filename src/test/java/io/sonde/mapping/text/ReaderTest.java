package io.sonde.mapping.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.config.Conversion.As;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReaderTest {
  private static @Nullable Double read(As as, Object value) {
    return new Reader(null, as).number(value);
  }

  @ParameterizedTest
  @CsvSource({"0.3, 0.3", "16777216, 16777216", "1e-40, 1e-40", "NaN, NaN", "-Infinity, -Infinity"})
  void aFloatIsItsDecimalText(float value, Double number) {
    assertThat(read(As.NUMBER, value)).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({
    "BYTES, 1000 MB, 1e9",
    "BYTES, 1.5GiB, 1610612736",
    "BYTES, 12k, 12000",
    "BYTES, 12 kB, 12000",
    "BYTES, 4Ki, 4096",
    "BYTES, 17, 17",
    "BYTES, 17 bytes, 17",
    "BYTES, 17B, 17",
    "BYTES, 2 TiB, 2199023255552",
    "DURATION, 1h2m, 3720",
    "DURATION, PT5M, 300",
    "DURATION, P1DT1S, 86401",
    "DURATION, 1.5s, 1.5",
    "DURATION, 250ms, 0.25",
    "DURATION, 3 days 4 hours, 273600",
    "DURATION, 2 days 01:02:03.5, 176523.5",
    "DURATION, 01:02, 3720",
    "DURATION, -90s, -90",
    "DURATION, -00:00:01, -1",
    "DURATION, 42, 42",
    "DURATION, 5 µs, 5e-6",
    "TIMESTAMP, 2026-11-20T10:00:00Z, 1795168800",
    "TIMESTAMP, 2026-11-20T10:00:00.250+01:00, 1795165200.25",
    "TIMESTAMP, 2026-11-20 10:00:00, 1795168800",
    "TIMESTAMP, 2026-11-20 10:00:00 +0100, 1795165200",
    "TIMESTAMP, 2026-11-20 10:00:00+00, 1795168800",
    "TIMESTAMP, 2026-11-20, 1795132800",
    "TIMESTAMP, '2026-11-20T10:00:00Z[UTC]', 1795168800",
    "TIMESTAMP, 'Fri, 20 Nov 2026 10:00:00 GMT', 1795168800",
    "TIMESTAMP, 1795168800.5, 1795168800.5",
    "PERCENT, 45%, 0.45",
    "PERCENT, 45 %, 0.45",
    "PERCENT, 45, 0.45",
    "BOOLEAN, yes, 1",
    "BOOLEAN, OFF, 0",
    "BOOLEAN, t, 1",
    "BOOLEAN, 0, 0",
    "NUMBER, 1e3, 1000",
    "NUMBER, TRUE, 1"
  })
  void textsAreRead(As as, String text, double number) {
    assertThat(read(as, " " + text + " ")).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BYTES|1000 MX",
        "BYTES|1.2.3 MB",
        "BYTES|MB",
        "BYTES|",
        "BYTES|1iB",
        "BYTES|1 MB 2",
        "DURATION|1m2h",
        "DURATION|1h1h",
        "DURATION|1 fortnight",
        "DURATION|h",
        "DURATION|PT",
        "DURATION|--1s",
        "DURATION|1:2:3",
        "DURATION|-",
        "DURATION|",
        "TIMESTAMP|2026-13-01",
        "TIMESTAMP|yesterday",
        "TIMESTAMP|10:00",
        "TIMESTAMP|",
        "PERCENT|%",
        "PERCENT|45%%",
        "PERCENT|many",
        "BOOLEAN|2",
        "BOOLEAN|maybe",
        "BOOLEAN|",
        "NUMBER|45%",
        "NUMBER|yes"
      })
  void otherTextsAreNot(String row) {
    int bar = row.indexOf('|');
    assertThat(read(As.valueOf(row.substring(0, bar)), row.substring(bar + 1))).isNull();
  }

  @Test
  void numbersAndBooleansStayWhatTheyAre() {
    assertThat(read(As.BYTES, 5)).isEqualTo(5);
    assertThat(read(As.PERCENT, 45)).isEqualTo(0.45);
    assertThat(read(As.BOOLEAN, 7)).isEqualTo(1);
    assertThat(read(As.DURATION, true)).isEqualTo(1);
  }
}
