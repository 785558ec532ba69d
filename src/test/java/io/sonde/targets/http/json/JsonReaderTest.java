package io.sonde.targets.http.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sonde.targets.ReadException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  @Test
  void readsEveryKindOfValue() throws Exception {
    Object document =
        read(
            """
             {"text": "a\\"b\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00 é😀",
              "whole": -12, "fraction": 0.25, "power": 1e3,
              "yes": true, "no": false, "none": null,
              "list": [1, [], {}], "": {"deep": [{}]}}
            """);
    assertThat(document)
        .isEqualTo(
            map(
                "text",
                "a\"b\\/\b\f\n\r\té😀 é😀",
                "whole",
                -12L,
                "fraction",
                0.25,
                "power",
                1000.0,
                "yes",
                true,
                "no",
                false,
                "none",
                null,
                "list",
                List.of(1L, List.of(), Map.of()),
                "",
                Map.of("deep", List.of(Map.of()))));
  }

  @Test
  void keepsTheOrderOfKeys() throws Exception {
    assertThat((Map<?, ?>) read("{\"z\":1,\"a\":2,\"m\":3}"))
        .extracting(Map::keySet)
        .hasToString("[z, a, m]");
  }

  @Test
  void takesDocumentsThatAreNoObject() throws Exception {
    assertThat(read(" 5 ")).isEqualTo(5L);
    assertThat(read("\"up\"")).isEqualTo("up");
    assertThat(read("true")).isEqualTo(true);
    assertThat(read("null")).isNull();
    assertThat(read("[]")).isEqualTo(List.of());
  }

  @Test
  void keepsThePrecisionOfNumbers() throws Exception {
    assertThat(read("9007199254740993")).isEqualTo(9007199254740993L);
    assertThat(read("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
    assertThat(read("9223372036854775808")).isEqualTo(new BigDecimal("9223372036854775808"));
    assertThat(read("0.1234567890123456789")).isEqualTo(new BigDecimal("0.1234567890123456789"));
    assertThat(read("-0")).isEqualTo(0L);
    assertThat(read("1.10")).isEqualTo(1.1);
  }

  @Test
  void numbersBeyondADoubleBlowNothingUp() throws Exception {
    tooLarge("[1, 1e400]", 5);
    tooLarge("-1e999999999", 1);
    tooLarge("9".repeat(400), 1);
    assertThat(JsonTexts.read("{\"a\": 1e400}", new JsonProjection.Keys(Set.of())))
        .hasToString("{}");
    assertThat(read("1.2345678901234567890e-999999999")).isEqualTo(0.0);
    refused(
        "9".repeat(1_001), "not JSON at line 1, column 1002: a number of more than 1000 digits");
  }

  private static void tooLarge(String text, int column) {
    assertThatExceptionOfType(ReadException.class)
        .isThrownBy(() -> read(text))
        .withMessage(
            "not JSON at line 1, column %d: the number is too large for a double"
                .formatted(column));
  }

  @Test
  void boundsTextsAndKeys() throws Exception {
    int most = JsonTokens.MAX_TEXT;
    assertThat(read("\"" + "x".repeat(most) + "\"")).asString().hasSize(most);
    assertThatExceptionOfType(ReadException.class)
        .isThrownBy(() -> read("\"" + "x".repeat(most + 1) + "\""))
        .withMessageContaining("a text of more than 1000000 characters");
    assertThat(
            JsonTexts.read(
                "{\"a\": \"" + "x".repeat(most + 1) + "\"}", new JsonProjection.Keys(Set.of())))
        .as("what is not wanted may be longer")
        .hasToString("{}");
    assertThatExceptionOfType(ReadException.class)
        .isThrownBy(() -> read("{\"" + "k".repeat(60_000) + "\": 1}"))
        .withMessageContaining("a key of more than 50000 characters");
  }

  @Test
  void takesWhatPythonWrites() throws Exception {
    assertThat(read("[NaN, Infinity, -Infinity]"))
        .isEqualTo(List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
  }

  @Test
  void theLastOfDuplicateKeysCounts() throws Exception {
    assertThat(read("{\"a\":1,\"b\":2,\"a\":3}")).isEqualTo(Map.of("a", 3L, "b", 2L));
  }

  @Test
  void boundsTheDepth() throws Exception {
    int deepest = JsonTokens.MAX_DEPTH;
    assertThat(read("[".repeat(deepest) + "]".repeat(deepest))).isInstanceOf(List.class);
    assertThat(read("[" + "[{}],".repeat(1_000) + "[[]]]")).isInstanceOf(List.class);
    String message = "not JSON at line 1, column %d: nested deeper than 200 levels";
    refused("[".repeat(1_000_000), message.formatted(202));
    refused("{\"a\":".repeat(1_000_000), message.formatted(1002));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | line 1, column 1: expected a value, found the end",
        "`  ` | line 1, column 3: expected a value, found the end",
        "<html> | line 1, column 1: expected a value, found '<'",
        "{\"a\":1} x | line 1, column 9: expected a value, found another word",
        "{\"a\":1} 2 | line 1, column 9: expected nothing after the document",
        "[1]] | line 1, column 4: expected ']' after '[' only",
        "[1 | line 1, column 3: expected more input, found the end",
        "[1, | line 1, column 4: expected more input, found the end",
        "[1,] | line 1, column 4: expected a value, found ']'",
        "[1 2] | line 1, column 4: expected ',' or ']', found '2'",
        "[1} | line 1, column 3: expected '}' after '{' only",
        "{ | line 1, column 2: expected more input, found the end",
        "{a:1} | line 1, column 2: expected a key in double quotes, found 'a'",
        "{'a':1} | line 1, column 2: expected a key in double quotes, found '''",
        "{\"a\" | line 1, column 5: expected more input, found the end",
        "{\"a\": | line 1, column 6: expected more input, found the end",
        "{\"a\" 1} | line 1, column 6: expected ':', found '1'",
        "{\"a\":1,} | line 1, column 8: expected a key in double quotes, found '}'",
        "\"half | line 1, column 6: expected more input, found the end",
        "\"\\x\" | line 1, column 3: expected an escape, found 'x'",
        "\"\\u12g4\" | line 1, column 6: expected four hexadecimal digits, found 'g'",
        "\"\\u12 | line 1, column 6: expected more input, found the end",
        "\"a\\ | line 1, column 4: expected more input, found the end",
        "tru | line 1, column 1: expected a value, found another word",
        "hunter2 | line 1, column 1: expected a value, found another word",
        "- | line 1, column 2: expected more input, found the end",
        "+1 | line 1, column 2: expected a digit, found '+'",
        "01 | line 1, column 2: expected a number without leading zeros",
        "1. | line 1, column 2: expected a digit, found '.'",
        ".5 | line 1, column 1: expected a value, found '.'",
        "1e | line 1, column 3: expected more input, found the end",
        "1e+ | line 1, column 4: expected more input, found the end",
        "-NaN | line 1, column 2: expected a digit, found 'N'",
        "// 1 | line 1, column 1: expected a value, found '/'",
      })
  void refusesWhatIsNoJson(String text, String place) {
    refused(text, "not JSON at " + place);
  }

  @Test
  void saysTheLine() {
    refused(
        "{\n  \"a\": 1,\n  \"b\": ?\n}",
        "not JSON at line 3, column 8: expected a value, found '?'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a\tb\"", "\"a\nb\"", "\"\\n\u0000\"", "[1]\u0000", "\u00a01"})
  void refusesControlCharactersAndOtherSpace(String text) {
    assertThatExceptionOfType(ReadException.class)
        .isThrownBy(() -> read(text))
        .withMessageMatching("not JSON at .* found U\\+00(09|0A|00|A0)");
  }

  private static @Nullable Object read(String text) throws ReadException {
    return JsonTexts.read(text, JsonProjection.ALL);
  }

  private static void refused(String text, String message) {
    assertThatExceptionOfType(ReadException.class)
        .isThrownBy(() -> read(text))
        .withMessage(message)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(ReadException.Reason.READ));
    assertThatExceptionOfType(ReadException.class)
        .as("what is not wanted is checked too")
        .isThrownBy(() -> JsonTexts.read(text, new JsonProjection.Keys(Set.of())))
        .withMessage(message);
  }

  private static Map<@Nullable Object, @Nullable Object> map(@Nullable Object... pairs) {
    Map<@Nullable Object, @Nullable Object> map = new HashMap<>();
    for (var i = Arrays.asList(pairs).iterator(); i.hasNext(); ) {
      map.put(i.next(), i.next());
    }
    return map;
  }
}
