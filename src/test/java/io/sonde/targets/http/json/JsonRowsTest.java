package io.sonde.targets.http.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonRowsTest {
  private static final String QUEUES =
      """
      [{"name": "orders", "messages": 3, "idle": false, "node": {"name": "a", "disk.free": 0.5}},
       {"name": "mail", "messages": 0, "idle": true, "node": {"name": "b"}},
       {"name": "dead", "messages": null}]
      """;
  private static final String NODES =
      """
      {"cluster": {"name": "main"},
       "nodes": {
         "alpha": {"up": true, "disks": [{"dev": "sda", "free": 10}, {"dev": "sdb", "free": 20}]},
         "be'ta": {"up": false, "disks": []},
         "ga.mm']['a": {"up": true, "disks": [{"dev": "nvme", "free": 30}]}}}
      """;

  @Test
  void eachElementIsARow() throws Exception {
    assertThat(rows(QUEUES, "$[*]", "name", "messages", "idle"))
        .containsExactly(row("orders", 3L, false), row("mail", 0L, true), row("dead", null, null));
  }

  @Test
  void dotsLeadIntoObjectsAndAKeyWithADotWins() throws Exception {
    assertThat(rows(QUEUES, "$[0]", "node.name", "node.disk.free", "node.none", "name.none"))
        .containsExactly(row("a", 0.5, null, null));
    assertThat(rows("{\"a.b\": 1, \"a\": {\"b\": 2, \"c.d\": {\"e\": 3}}}", "$", "a.b", "a.c.d.e"))
        .containsExactly(row(1L, 3L));
  }

  @Test
  void theKeysOfAMapAreFields() throws Exception {
    assertThat(rows(NODES, "$.nodes.*", "$key", "up"))
        .containsExactly(row("alpha", true), row("be'ta", false), row("ga.mm']['a", true));
  }

  @Test
  void theParentIsTheObjectAround() throws Exception {
    assertThat(
            rows(
                NODES,
                "$.nodes.*.disks[*]",
                "dev",
                "$key",
                "$parent.up",
                "$parent.$key",
                "$parent.$parent.$parent.cluster.name",
                "$parent.$.disks.length()"))
        .containsExactly(
            row("sda", 0L, true, "alpha", "main", 2),
            row("sdb", 1L, true, "alpha", "main", 2),
            row("nvme", 0L, true, "ga.mm']['a", "main", 1));
  }

  @Test
  void theDocumentHasNeitherKeyNorParent() throws Exception {
    assertThat(rows("{\"a\": 1}", "$", "a", "$key", "$parent.a", "$parent.$parent.a"))
        .containsExactly(row(1L, null, null, null));
    assertThat(rows("[{\"a\": 1}]", "$[*]", "$key", "$parent.a")).containsExactly(row(0L, null));
  }

  @Test
  void scalarsAreRowsWithKeys() throws Exception {
    String counts = "{\"total\": 2, \"counts\": {\"ready\": 5, \"failed\": 5, \"\": null}}";
    assertThat(rows(counts, "$.counts.*", "$key", "$", "$parent.ready", "$parent.$parent.total"))
        .containsExactly(
            row("ready", 5L, 5L, 2L), row("failed", 5L, 5L, 2L), row("", null, 5L, 2L));
  }

  @Test
  void plainDocumentsAreRows() throws Exception {
    assertThat(rows("42", "$", "$")).containsExactly(row(42L));
    assertThat(rows("\"up\"", "$", "$", "a")).containsExactly(row("up", null));
    assertThat(rows("true", "$", "$")).containsExactly(row(true));
    assertThat(rows("null", "$", "$", "a")).containsExactly(row(null, null));
    assertThat(rows("[3, 4]", "$[*]", "$")).containsExactly(row(3L), row(4L));
    assertThat(rows("[3, 4]", "$", "$.length()", "$[1]")).containsExactly(row(2, 4L));
  }

  @Test
  void whatIsNotThereGivesNoRows() throws Exception {
    for (String nothing : List.of("{}", "[]", "5", "null", "{\"queues\": []}", "{\"queues\": 1}")) {
      assertThat(rows(nothing, "$.queues[*]", "name")).as(nothing).isEmpty();
      assertThat(rows(nothing, "$.queues[*]", "$key")).as(nothing).isEmpty();
      assertThat(rows(nothing, "$.queues.deep", "name")).as(nothing).isEmpty();
      assertThat(rows(nothing, "$.queues.deep", "$key")).as(nothing).isEmpty();
      assertThat(rows(nothing, "$..queues.deep", "$key")).as(nothing).isEmpty();
    }
  }

  @Test
  void expressionsLookInsideTheRow() throws Exception {
    String stats =
        """
        [{"stats": [{"id": "x", "v": 1}, {"id": "y", "v": 2}], "none": []},
         {"stats": [{"id": "y", "v": 7}], "none": []}]
        """;
    assertThat(
            rows(
                stats,
                "$[*]",
                "$.stats[?(@.id == 'x')].v",
                "$.stats[-1].v",
                "$.stats.length()",
                "$.stats[?(@.id in ['x', 'z'])].v",
                "$.stats[9].v"))
        .containsExactly(row(1L, 2L, 2, 1L, null), row(null, 7L, 1, null, null));
  }

  @Test
  void functionsAreCalculatedForEachRowAnew() throws Exception {
    String lists = "[{\"v\": [1, 2]}, {\"v\": [10]}, {\"v\": []}, {}]";
    assertThat(rows(lists, "$[*]", "$.v.sum()", "$.v.max()", "$..v.length()", "$.v.length()"))
        .containsExactly(
            row(3.0, 2.0, 2, 2),
            row(10.0, 10.0, 1, 1),
            row(null, null, 0, 0),
            row(null, null, 0, null));
  }

  @Test
  void filtersSelectRows() throws Exception {
    assertThat(rows(QUEUES, "$[?(@.messages > 0)]", "name", "$key"))
        .containsExactly(row("orders", 0L));
    assertThat(rows(QUEUES, "$[?(@.name in ['mail', 'dead'])]", "name"))
        .containsExactly(row("mail"), row("dead"));
    assertThat(rows(QUEUES, "$[?(@.name =~ /^ma.*/)]", "name")).containsExactly(row("mail"));
    assertThat(rows(QUEUES, "$[?(@.node == {\"name\":\"b\"})]", "name"))
        .containsExactly(row("mail"));
    assertThat(rows(QUEUES, "$[?(@.node)]", "name")).containsExactly(row("orders"), row("mail"));
    assertThat(rows(QUEUES, "$[-1]", "name", "$key")).containsExactly(row("dead", 2L));
    assertThat(rows(QUEUES, "$[0:2]", "name", "$key"))
        .containsExactly(row("orders", 0L), row("mail", 1L));
    assertThat(rows(NODES, "$..disks[*]", "dev", "$parent.$key"))
        .containsExactly(row("sda", "alpha"), row("sdb", "alpha"), row("nvme", "ga.mm']['a"));
  }

  @Test
  void anObjectOrArrayIsNoValue() {
    failed(
        QUEUES,
        "$[*]",
        "node",
        "field 'node': expected a number, a text or a boolean, found an object");
    failed(
        NODES,
        "$.nodes.alpha",
        "disks",
        "field 'disks': expected a number, a text or a boolean, found an array");
    failed(
        NODES,
        "$.nodes.*",
        "$parent.alpha",
        "field '$parent.alpha': expected a number, a text or a boolean, found an object");
    failed(
        NODES,
        "$.nodes.alpha",
        "$.disks[*].free",
        "field '$.disks[*].free': expected one value, found 2");
  }

  @Test
  void aFilterThatMeetsNaNFails() {
    assertThatExceptionOfType(ReadException.class)
        .isThrownBy(() -> rows("[{\"n\": NaN}]", "$[?(@.n > 1)]", "n"))
        .withMessageStartingWith("rows '$[?(@.n > 1)]': ")
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.READ));
    assertThatExceptionOfType(ReadException.class)
        .isThrownBy(() -> rows("{\"a\": [{\"n\": NaN}]}", "$", "$.a[?(@.n > 1)].n"))
        .withMessageStartingWith("field '$.a[?(@.n > 1)].n': ")
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MAPPING));
  }

  @Test
  void saysThatTheStarWasForgotten() {
    failed(
        QUEUES,
        "$",
        "name",
        "field 'name': the row is an array, write rows: $[*] for its elements");
    failed(
        NODES,
        "$.nodes.alpha.disks",
        "dev",
        "field 'dev': the row is an array, write rows: $.nodes.alpha.disks[*] for its elements");
  }

  @Test
  void walksTheDeepestDocument() throws Exception {
    int depth = JsonTokens.MAX_DEPTH - 1;
    String deep = "{\"a\":".repeat(depth) + "{\"n\":1}" + "}".repeat(depth);
    assertThat(rows(deep, "$..n", "$", "$parent.$parent.$key")).containsExactly(row(1L, "a"));
  }

  @Test
  void asksForNothingElse() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonTexts.rows("{}", "$", Set.of("a"), row -> row.field("b")));
  }

  @Test
  void readsDocumentsInParallel() throws Exception {
    JsonRows rows =
        new JsonRows(
            "$..v[?(@.n > 0)]", Fields.of(Set.of("n", "$key", "$parent.$..n.sum()")), null);
    Callable<List<List<?>>> task =
        () -> {
          List<List<?>> read = new ArrayList<>();
          for (long i = 1; i <= 300; i++) {
            String document = "{\"x\": {\"v\": [{\"n\": %d}, {\"n\": %d}]}}".formatted(i, -1);
            JsonTexts.rows(
                document,
                rows,
                row -> read.add(row(row.field("n"), row.field("$parent.$..n.sum()"))));
          }
          return read;
        };
    List<List<?>> expected =
        Stream.iterate(1L, i -> i + 1).limit(300).<List<?>>map(i -> row(i, i - 1.0)).toList();
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var done : pool.invokeAll(List.of(task, task, task, task))) {
        assertThat(done.get()).isEqualTo(expected);
      }
    }
  }

  private static void failed(String json, String rows, String field, String message) {
    assertThatExceptionOfType(ReadException.class)
        .isThrownBy(() -> rows(json, rows, field))
        .withMessage(message)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MAPPING));
  }

  private static List<List<@Nullable Object>> rows(String json, String rows, String... fields)
      throws ReadException {
    List<List<@Nullable Object>> read = new ArrayList<>();
    JsonTexts.rows(
        json,
        rows,
        new LinkedHashSet<>(List.of(fields)),
        row -> {
          List<@Nullable Object> values = new ArrayList<>();
          for (String field : fields) {
            values.add(row.field(field));
          }
          read.add(values);
        });
    return read;
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return Arrays.asList(values);
  }
}
