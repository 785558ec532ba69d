package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.Reading;
import io.sonde.targets.Row;
import io.sonde.targets.Sink;
import io.sonde.targets.Target;
import io.sonde.testing.RawServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kinds tell when every field is wanted, and which names they suggest otherwise. */
class AllFieldsTest {
  @TempDir Path folder;

  private final Map<String, String> outline = new LinkedHashMap<>();
  private final List<String> fields = new ArrayList<>();

  /** Reads the only target once; the rows are read by {@link #fields}. */
  private void read(String target, String query, Fields wanted) throws Exception {
    String yaml =
        """
        prefix: myapp
        targets: [{name: t, %s}]
        collectors:
          - name: c
            targets: [t]
            %s
            metrics: [{name: x, type: gauge, help: X., value: x}]
        """
            .formatted(target, query);
    Path file = Files.writeString(folder.resolve("a.yaml"), yaml);
    Kinds kinds = Kinds.onClassPath();
    var config = kinds.loader(Map.of(), Map.of()).load(file, Map.of());
    Sink sink =
        new Sink() {
          @Override
          public void row(Row row) {
            row.names().forEach(name -> fields.add(told(row, name, wanted.isAll())));
          }

          @Override
          public void outline(Map<String, String> all) {
            outline.putAll(all);
          }
        };
    try (Target opened = kinds.open(config.targets().getFirst())) {
      var _ =
          opened
              .prepare(config.collectors().getFirst().query(), wanted)
              .read(Reading.within(Duration.ofMinutes(1)), sink);
    }
  }

  private static String told(Row row, String name, boolean whole) {
    if (!whole) {
      return name;
    }
    String type = row.type(name);
    try {
      return name + (type == null ? "" : " " + type) + "=" + row.field(name);
    } catch (ReadException e) {
      return name + ": " + e.getMessage();
    }
  }

  @Test
  void ofADatabaseTheyAreTheColumnsWithTheirTypes() throws Exception {
    String sql = "sql: SELECT 3 AS n, 'x' AS text, NULL AS nothing, X'00' AS bin, 4 AS text";
    read("jdbc: {url: \"jdbc:h2:mem:all\"}", sql, Fields.all());
    assertThat(fields)
        .containsExactly(
            "N INTEGER=3",
            "TEXT: field TEXT: expected one column of the result, found columns 2 (TEXT) and 5"
                + " (TEXT); give them different names with AS",
            "NOTHING NULL=null",
            "BIN: column BIN of type BINARY VARYING is not a number, boolean, text or time; cast it"
                + " in the query");
    assertThat(outline)
        .containsEntry("N", "INTEGER")
        .containsEntry("TEXT", "CHARACTER VARYING")
        .containsEntry("BIN", "BINARY VARYING");
  }

  @Test
  void aDatabaseTellsItsColumnsWithoutRowsToo() throws Exception {
    read("jdbc: {url: \"jdbc:h2:mem:all\"}", "sql: SELECT 3 AS n WHERE FALSE", Fields.all());
    assertThat(fields).isEmpty();
    assertThat(outline).containsExactly(Map.entry("N", "INTEGER"));
  }

  @Test
  void aDatabaseAlwaysKnowsTheNames() throws Exception {
    String sql = "sql: SELECT 3 AS n, 'x' AS text";
    read("jdbc: {url: \"jdbc:h2:mem:all\"}", sql, Fields.of(Set.of("n")));
    assertThat(fields).containsExactly("N", "TEXT");
    assertThat(outline).isEmpty();
  }

  private static RawServer json(String body) throws Exception {
    return RawServer.start((_, wire) -> wire.json(body));
  }

  @Test
  void ofJsonTheyAreTheValuesOfTheRowAndThePathsOfTheAnswer() throws Exception {
    try (RawServer server =
        json(
            """
            {"nodes": [{"name": "a", "up": true, "disks": [1, 2]}, {"name": "b", "up": null}],
             "a b": 1}
            """)) {
      String http = "http: {url: \"%s\"}".formatted(server.url());
      read(http, "get: /\n    rows: $.nodes[*]", Fields.all());
      assertThat(fields)
          .containsExactly(
              "$key=0",
              "name=a",
              "up=true",
              "$.disks.length()=2",
              "$.disks[0]=1",
              "$.disks[1]=2",
              "$key=1",
              "name=b",
              "up=null");
      assertThat(outline.entrySet().stream().map(Object::toString))
          .containsExactly(
              "$=object",
              "$.nodes=array, 2 elements",
              "$.nodes[*]=object, 2 times",
              "$.nodes[*].name=text, 2 times",
              "$.nodes[*].up=boolean or null, 2 times",
              "$.nodes[*].disks=array, 2 elements",
              "$.nodes[*].disks[*]=number, 2 times",
              "$['a b']=number");
    }
  }

  @Test
  void jsonSuggestsTheKeysThatWereNotWanted() throws Exception {
    try (RawServer server = json("[{\"size\": 1, \"count\": 2}, {\"size\": 3, \"state\": 4}]")) {
      String http = "http: {url: \"%s\"}".formatted(server.url());
      read(http, "get: /\n    rows: $[*]", Fields.of(Set.of("size", "cuont")));
      assertThat(fields).containsExactly("size", "count", "state", "size", "count", "state");
      assertThat(outline).isEmpty();
    }
  }

  @Test
  void ofATextTheyAreTheGroupsInTheirOrder() throws Exception {
    try (RawServer server =
        RawServer.start((_, wire) ->
            wire.answer("200 OK", "text/plain", "z 1\n".getBytes(StandardCharsets.UTF_8)))) {
      String http = "http: {url: \"%s\"}".formatted(server.url());
      String text = "get: /\n    format: text\n    pattern: '(?P<x>\\w) (?P<b>\\d)(?P<a>!?)'";
      read(http, text, Fields.all());
      assertThat(fields).containsExactly("x=z", "b=1", "a=");
    }
  }

  @Test
  void ofAnMBeanTheyAreItsNameAndAllAttributes() throws Exception {
    read("jmx: {url: local}", "mbeans: 'java.lang:type=Memory'", Fields.all());
    assertThat(fields)
        .contains("$domain domain=java.lang", "type key property=Memory", "Verbose boolean=false")
        .anyMatch(field -> field.matches("HeapMemoryUsage\\.used=\\d+"))
        .anyMatch(field -> field.startsWith("ObjectName javax.management.ObjectName=java.lang:"));
  }

  @Test
  void anMBeanSuggestsItsAttributes() throws Exception {
    read("jmx: {url: local}", "mbeans: 'java.lang:type=Memory'", Fields.of(Set.of("verbose")));
    assertThat(fields)
        .contains("type", "Verbose", "HeapMemoryUsage")
        .doesNotContain("HeapMemoryUsage.used");
  }
}
