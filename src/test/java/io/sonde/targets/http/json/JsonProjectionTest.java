package io.sonde.targets.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonProjectionTest {
  private static final String DOCUMENT =
      """
      {"a": {"b": [{"n": 1, "m": {"x": 2, "n": 3}, "m.x": 4}, {"o": 5}], "n": 6}, "c d": {"n": 7}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$            | n          | {}",
        "$            | a.n        | {a={b=[{n=1, m={x=2, n=3}, m.x=4}, {o=5}], n=6}}",
        "$            | $key       | {}",
        "$.a          | n          | {a={n=6}}",
        "$.a.b[*]     | n          | {a={b=[{n=1}, {}]}}",
        "$.a.b[0]     | n          | {a={b=[{n=1}, {}]}}",
        "$.a.b[-1]    | o          | {a={b=[{}, {o=5}]}}",
        "$.a.b[*]     | m.x        | {a={b=[{m={x=2, n=3}, m.x=4}, {}]}}",
        "$.a.b[*]     | n,o,$key   | {a={b=[{n=1}, {o=5}]}}",
        "$['a']['b'].* | n         | {a={b=[{n=1}, {}]}}",
        "$.*          | n          | {a={n=6}, c d={n=7}}",
        "$['c d']     | n          | {c d={n=7}}",
        "$.a.b[*].m   | n          | {a={b=[{m={n=3}}, {}]}}",
        "$.a.b[*]     | $.m.length() | {a={b=[{n=1, m={x=2, n=3}, m.x=4}, {o=5}]}}",
        "$.none[*]    | n          | {}",
      })
  void keepsWhatIsWanted(String rows, String fields, String kept) throws Exception {
    assertThat(JsonTexts.read(DOCUMENT, projection(rows, fields))).hasToString(kept);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$..n           | n",
        "$.a.b[?(@.n)]  | n",
        "$[?(@.n)]      | n",
        "$['a','c d']   | n",
        "$.*            | $parent.n",
        "$.*            | $.n,$parent.n",
        "$.a.b[?(@.n < $.a.n)] | n",
      })
  void keepsEverythingWhereItDoesNotSeeThrough(String rows, String fields) throws Exception {
    assertThat(JsonTexts.read(DOCUMENT, projection(rows, fields)))
        .isEqualTo(JsonTexts.read(DOCUMENT, JsonProjection.ALL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"$.a b", "$.a.b[0:1]", "$.a.b[0,1]", "$.a['it\\'s']", "$.a.length()"})
  void keepsEverythingOfOtherPaths(String rows) {
    assertThat(projection(rows, "n")).isSameAs(JsonProjection.ALL);
  }

  @Test
  void aNameOnTheWayThatIsAnArrayIsKept() throws Exception {
    assertThat(JsonTexts.read("{\"a\": [{\"x\": 1}]}", projection("$.a.b", "n")))
        .hasToString("{a=[{x=1}]}");
  }

  private static JsonProjection projection(String rows, String fields) {
    List<JsonField> all = Arrays.stream(fields.split(",")).map(JsonField::of).toList();
    return JsonProjection.of(rows, all);
  }
}
