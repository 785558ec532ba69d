package io.sonde.targets;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.targets.ReadException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadExceptionTest {
  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          plain text: é, 漢, 😀|plain text: é, 漢, 😀
          \u001b[31mred\u001b[0m|?[31mred?[0m
          \u009b31mred|?31mred
          bell\u0007, null\u0000, delete\u007f|bell?, null?, delete?
          reversed\u202egnp|reversed?gnp
          """,
      delimiter = '|')
  void aMessageHasNoControlCharacters(String text, String expected) {
    assertThat(new ReadException(Reason.READ, text, null)).hasMessage(expected);
  }

  @Test
  void aMessageIsOneLine() {
    assertThat(new ReadException(Reason.READ, "one \r\n  two\n\nthree\u2028four", null))
        .hasMessage("one two three four");
  }
}
