package io.sonde.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.re2j.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Re2Test {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "((((a{1000}){1000}){1000}){1000})",
        "(a{1000}){11}",
        "(?:(?:[ab]{100}){100}){2,}",
        "(\\Qaaaaaaaaaa\\E\\p{Greek}[]x{]{0,1000}){10}",
        "((a|b{500}){500})?",
        "(((a{30}){30}){30}",
      })
  void whatBecomesTooLargeIsRefused(String pattern) {
    assertThatExceptionOfType(PatternSyntaxException.class)
        .isThrownBy(() -> Re2.compile(pattern))
        .withMessageContaining("more than 2000 parts, with repetitions expanded");
  }

  @Test
  void levelsAreBoundedBeforeTheParserSeesThem() {
    int many = 200_000;
    for (String pattern : new String[] {"(".repeat(many), "(".repeat(many) + ")".repeat(many)}) {
      assertThatExceptionOfType(PatternSyntaxException.class)
          .isThrownBy(() -> Re2.compile(pattern))
          .withMessageContaining("more than 100 nested groups");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^load (?<load>[0-9.]+)$",
        "(?:[0-9]{1,3}\\.){3}[0-9]{1,3}",
        "(a{200}){9}",
        "[]{1000}]{900}[^]{1000}]",
        "a{,5}b{x}{",
        "\\Q(((({1000}\\E\\x{10FFFF}{1000}",
        "(?i)(?P<name>[[:alpha:]{]+)\\(",
        "",
      })
  void ordinaryOnesAreCompiled(String pattern) {
    assertThat(Re2.compile(pattern).pattern()).isEqualTo(pattern);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a", "a)", "[a", "a{1001}", "\\", "a**", "(?<n>a", "x{2}{3"})
  void whatIsNotLegalIsLeftToRe2(String pattern) {
    try {
      assertThat(Re2.compile(pattern).pattern()).isEqualTo(pattern);
    } catch (PatternSyntaxException e) {
      assertThat(e.getDescription()).doesNotContain("more than");
    }
  }
}
