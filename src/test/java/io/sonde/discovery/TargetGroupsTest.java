package io.sonde.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists in the formats of file_sd and http_sd: what is read of them, and what is refused. */
class TargetGroupsTest {
  private static final String EXPECTED =
      "expected a list of groups with targets and labels, found ";

  private static List<Map<String, String>> json(String text) throws ListException {
    return TargetGroups.json(text, Set.of("env"), 3);
  }

  @Test
  void fieldsThatAreAskedForAreKept() throws Exception {
    assertThat(
            json(
                """
                [{"targets": ["a", "b"], "labels": {"env": "prod", "rack": "7"}, "more": [{}]},
                 {"labels": null, "targets": ["c"]}, {"targets": []}]
                """))
        .containsExactly(
            Map.of("__address__", "a", "env", "prod"),
            Map.of("__address__", "b", "env", "prod"),
            Map.of("__address__", "c"));
    assertThat(
            TargetGroups.yaml(
                "[{targets: [a], labels: {env: 1, rack: 7}}, {targets: [b], labels: }]",
                Set.of("env"),
                3))
        .containsExactly(Map.of("__address__", "a", "env", "1"), Map.of("__address__", "b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                                          | no text",
        "{}                                          | something else",
        "[1]                                         | an entry that is not a group",
        "[{}]                                        | a group without targets",
        "[{\"targets\": null}]                       | a group without targets",
        "[{\"targets\": [1]}]                        | a target or label that is not a text",
        "[{\"targets\": [\"a\", null]}]              | a target or label that is not a text",
        "[{\"targets\": [], \"labels\": {\"x\": 1}}] | a target or label that is not a text",
        "[{\"targets\": [], \"labels\": []}]         | labels that are not a map",
        "[{\"targets\": [\"a\"]}] [1                 | more after its end",
        "[{\"targets\": [\"a\"]}                     | text that is not JSON, or is incomplete",
        "[{\"targets\": [\"a\"]}] x                  | text that is not JSON, or is incomplete",
      })
  void whatIsNoListIsRefused(String text, String found) {
    assertThatExceptionOfType(ListException.class)
        .isThrownBy(() -> json(text))
        .withMessage(EXPECTED + found);
  }

  @Test
  void deepNestingIsRefused() {
    assertThatExceptionOfType(ListException.class)
        .isThrownBy(() -> json("[".repeat(100_000)))
        .withMessage(EXPECTED + "an entry that is not a group");
    assertThatExceptionOfType(ListException.class)
        .isThrownBy(() -> json("[{\"x\": " + "[".repeat(100_000)))
        .withMessage(EXPECTED + "text that is not JSON, or is incomplete");
  }

  @Test
  void readingEndsAtTheFirstTargetTooMany() {
    String more = "expected at most 3 targets, found more";
    String notRead = "the rest is no JSON and not read";
    assertThatExceptionOfType(ListException.class)
        .isThrownBy(() -> json("[{\"targets\": [\"a\", \"b\", \"c\", \"d\", " + notRead))
        .withMessage(more);
    assertThatExceptionOfType(ListException.class)
        .isThrownBy(() -> json("[" + "{\"targets\": [\"a\"]}, ".repeat(4) + notRead))
        .withMessage(more);
    assertThatExceptionOfType(ListException.class)
        .isThrownBy(() -> TargetGroups.yaml("[{targets: [a, b, c, d]}]", Set.of(), 3))
        .withMessage(more);
  }

  @Test
  void allFieldsTogetherHaveABound() {
    String list =
        "[{\"labels\": {\"env\": \"%s\"}, \"targets\": [\"a\", \"b\", \"c\", \"d\"]}]"
            .formatted("x".repeat(1 << 20));
    assertThatExceptionOfType(ListException.class)
        .isThrownBy(() -> TargetGroups.json(list, Set.of("env"), 10))
        .withMessage(
            "expected at most 4,194,304 characters in the fields of all targets, found more");
  }
}
