package io.sonde.mapping.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotedTest {
  @Test
  void staysOnOneLine() {
    assertThat(Quoted.text("a \"b\" \\ \r\n\t\u001b[31m\u0085\u2028é"))
        .isEqualTo("\"a \\\"b\\\" \\\\ \\r\\n\\t\\u001b[31m\\u0085\\u2028é\"");
  }

  @Test
  void isBoundedAndSaysSo() {
    assertThat(Quoted.text("x".repeat(80))).isEqualTo('"' + "x".repeat(80) + '"');
    assertThat(Quoted.text("x".repeat(5000)))
        .isEqualTo('"' + "x".repeat(80) + "…\" (5000 characters)");
  }

  @Test
  void doesNotCutACharacterInHalf() {
    assertThat(Quoted.text("x".repeat(79) + "😀😀"))
        .isEqualTo('"' + "x".repeat(79) + "…\" (83 characters)");
  }
}
