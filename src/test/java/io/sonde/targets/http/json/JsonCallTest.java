package io.sonde.targets.http.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.jayway.jsonpath.JsonPath;
import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.ReadMemory;
import io.sonde.targets.Reading;
import io.sonde.targets.http.body.BodyException;
import io.sonde.targets.http.body.HeldMemory;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSONPath functions, beside what json-path itself makes of them; and paths that find too much. */
class JsonCallTest {
  private static final String DOCUMENT =
      """
      {"values": [{"count": 1}, {"count": 2}], "x": [1, 2], "b": "B", "n": 5, "e": [],
       "m": {"k": 1}, "t": ["a", "b"]}
      """;

  private static @Nullable Object value(String field) throws ReadException {
    List<@Nullable Object> values = new ArrayList<>();
    JsonTexts.rows(DOCUMENT, "$", Set.of(field), row -> values.add(row.field(field)));
    return values.getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$.sum($.x, 6)",
        "$.concat(\"a\", $.b)",
        "$.concat($.b, \"-\", $.n)",
        "$.x.sum(6)",
        "$.x.sum($.n)",
        "$.sum($..count)",
        "$.sum($.values[*].count)",
        "$.max($.x[0], $.n)",
        "$.avg(1.5, $.n)",
        "$.sum(1, 2)",
        "$.x.length()",
        "$.x.index(1)",
        "$.x.last()",
        "$..count.sum()",
        "$.t.concat(\"c\")",
        "$.length()"
      })
  void areAnsweredAsJsonPathDoes(String path) throws Exception {
    assertThat(JsonPaths.fieldProblem(path)).isEmpty();
    Object stock = JsonPath.read(DOCUMENT, path);
    assertThat(String.valueOf(value(path))).isEqualTo(String.valueOf(stock));
  }

  @Test
  void calculateEachRowAnew() throws Exception {
    List<@Nullable Object> sums = new ArrayList<>();
    JsonTexts.rows(
        "[{\"x\": [{\"v\": 1}, {\"v\": 2}]}, {\"x\": [{\"v\": 5}]}]",
        "$[*]",
        Set.of("$.sum($.x[*].v, 1)"),
        row -> sums.add(row.field("$.sum($.x[*].v, 1)")));
    assertThat(sums).containsExactly(4.0, 6.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"$.e.sum()", "$.e.first()", "$.none.sum()", "$.none[*].v.sum()", "$.sum($.none)"})
  void ofNothingAreMissing(String path) throws Exception {
    assertThat(value(path)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$.values[*].count.sum() | sum() expected an array, found 2 values, each on its own: write"
            + " $.sum($.values[*].count)",
        "$.n.sum()               | sum() expected an array, found a number",
        "$.m.max()               | max() expected an array, found an object",
        "$.b.avg()               | avg() expected an array, found a text",
        "$.t.sum()               | sum() expected numbers in the array, found none in 2",
        "$.values.first()        | expected a number, a text or a boolean, found an object",
      })
  void ofWhatIsNoArraySaySo(String path, String problem) {
    assertThatExceptionOfType(ReadException.class)
        .isThrownBy(() -> value(path))
        .withMessage("field '%s': %s".formatted(path, problem))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MAPPING));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$.values.first().count | nothing can follow the function first()",
        "$.m.keys()             | there is no function 'keys'",
        "$.x.append(1).length() | there is no function 'append'",
        "$.concat('a', $.b)     | expected arguments that are numbers, texts in double quotes or"
            + " paths, found 'a'",
        "$.sum($.x, )           | expected arguments that are numbers, texts in double quotes or"
            + " paths, found nothing",
        "$.sum({\"a\": 1})      | expected arguments that are numbers, texts in double quotes or"
            + " paths, found {\"a\": 1}",
      })
  void areRefusedWhereJsonPathMakesNothingOfThem(String path, String problem) {
    assertThat(JsonPaths.fieldProblem(path))
        .contains("expected a JSONPath, found '%s': %s".formatted(path, problem));
  }

  /** Found out of memory: each of its depths finds all below it once more. */
  @Test
  void aPathThatFindsTheSameOverAndOverIsBoundedInMemory() throws Exception {
    int depth = 190;
    String deep =
        "{\"items\":".repeat(depth) + "[" + "{\"v\": 1},".repeat(1_000) + "{}]" + "}".repeat(depth);
    ReadMemory memory = new ReadMemory(1_000_000);
    Reading reading =
        new Reading(
            System::nanoTime, System.nanoTime() + Duration.ofSeconds(20).toNanos(), null, memory);
    JsonRows rows = new JsonRows("$..items..v", Fields.of(Set.of("$")), null);
    try (HeldMemory holding = new HeldMemory(reading)) {
      assertThatExceptionOfType(BodyException.class)
          .isThrownBy(() -> rows.read(new StringReader(deep), holding, row -> {}))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT))
          .withMessageStartingWith("rows '$..items..v': expected at most 1000000 bytes in memory");
    }
    assertThat(memory.held()).isZero();
  }

  @Test
  void aPathIsBoundedInTime() {
    String wide = "[" + "{\"a\": [1, 2, 3]},".repeat(20_000) + "{}]";
    Reading over = Reading.within(Duration.ZERO);
    JsonRows rows = new JsonRows("$..[?(@.none)]", Fields.of(Set.of("$")), null);
    assertThatExceptionOfType(BodyException.class)
        .isThrownBy(() -> rows.read(new StringReader(wide), new HeldMemory(over), row -> {}))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
  }
}
