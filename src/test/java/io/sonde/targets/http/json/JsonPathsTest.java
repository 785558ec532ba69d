package io.sonde.targets.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "$",
        "$[*]",
        "$.queues[*]",
        "$.nodes.*",
        "$..disk",
        "$.a['b.c'][0]",
        "$.items[?(@.state == 'up')]",
        "$.items[?(@.state in ['up', 'down'] && @.n > 1.5)]",
        "$.items[0:5]",
        "$.items[?(@.name =~ /a[(]'?/i)]",
        "$.items[?(@.name == 'it\\'s ]')].a['(']"
      })
  void takesPathsThatSelectNodes(String rows) {
    assertThat(JsonPaths.rowsProblem(rows)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "queues[*]      | expected a JSONPath that begins with $, found 'queues[*]'",
        "`` | expected a JSONPath that begins with $, found ''",
        "$.length()     | expected a JSONPath that selects nodes, found the function '$.length()'",
        "$.a[*].n.sum() | expected a JSONPath that selects nodes, found the function"
            + " '$.a[*].n.sum()'",
        "$.a[           | expected a JSONPath, found '$.a[': ",
        "$.a[?(         | expected a JSONPath, found '$.a[?(': ",
        "$.a[?(@.b ==)] | expected a JSONPath, found '$.a[?(@.b ==)]': ",
        "$a             | expected a JSONPath, found '$a': ",
        "$.a[0]]        | expected a JSONPath, found '$.a[0]]': brackets or quotes do not match",
        "$.a]           | expected a JSONPath, found '$.a]': brackets or quotes do not match",
        "$.a['b']'      | expected a JSONPath, found '$.a['b']'': brackets or quotes do not match",
        "$.             | expected a JSONPath, found '$.': ",
      })
  void saysWhatIsWrongWithRows(String rows, String problem) {
    assertThat(JsonPaths.rowsProblem(rows))
        .hasValueSatisfying(found -> assertThat(found).startsWith(problem));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name",
        "a.b.c",
        "messages-ready",
        "$",
        "$.a[0].b",
        "$.items.length()",
        "$['a b']",
        "$key",
        "$parent.name",
        "$parent.$key",
        "$parent.$parent.a.b",
        "$parent.$.a[0]"
      })
  void takesFields(String field) {
    assertThat(JsonPaths.fieldProblem(field)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | expected a field, as in 'a.b', or a JSONPath from '$', found ''",
        "a..b         | expected a field, as in 'a.b', or a JSONPath from '$', found 'a..b'",
        ".a           | expected a field, as in 'a.b', or a JSONPath from '$', found '.a'",
        "$parent      | expected a field of the parent, as in '$parent.name', found '$parent'",
        "$parent.     | expected a field, as in 'a.b', or a JSONPath from '$', found ''",
        "$keys        | expected a JSONPath, found '$keys': ",
        "$.a[         | expected a JSONPath, found '$.a[': ",
        "$.a.foo()    | expected a JSONPath, found '$.a.foo()': there is no function 'foo'",
        "$parent.$.a[ | expected a JSONPath, found '$.a[': ",
      })
  void saysWhatIsWrongWithAField(String field, String problem) {
    assertThat(JsonPaths.fieldProblem(field))
        .hasValueSatisfying(found -> assertThat(found).startsWith(problem));
  }
}
