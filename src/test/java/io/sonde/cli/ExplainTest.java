package io.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.Sonde;
import io.sonde.testing.RawServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code sonde explain}, and {@code --strict} where it is about what was read. */
class ExplainTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Exit run(String... args) throws Exception {
    out.reset();
    err.reset();
    return new Cli(
            Map.of(),
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Sonde::close)
        .run(args);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("sonde.yaml"), yaml).toString();
  }

  private static String sql(String sql, String metric) {
    return """
    prefix: app
    targets: [{name: t, jdbc: {url: "jdbc:h2:mem:explain"}}]
    collectors:
      - name: c
        targets: [t]
        sql: %s
        metrics:
          - %s
    """
        .formatted(sql, metric);
  }

  private static final String THINGS =
      "{name: things, type: gauge, help: T., labels: {kind: kind}, value: n, scale: 2}";

  @Test
  void aDatabaseShowsColumnsRowsAndWhatBecomesOfThem() throws Exception {
    String select = "SELECT 'a' AS kind, 1.5 AS n, TRUE AS other UNION ALL SELECT 'b', NULL, FALSE";
    assertThat(run("explain", file(sql(select, THINGS)))).isEqualTo(Exit.DONE);
    assertThat(out())
        .isEqualTo(
            """
            collector c, target t: 2 rows
              answer:
                KIND   CHARACTER VARYING
                N      NUMERIC
                OTHER  BOOLEAN
              row 1:
                KIND = "a" (CHARACTER VARYING)
                N = 1.5 (NUMERIC)
                OTHER = true (BOOLEAN)
                -> app_things{kind="a",target="t"} 3 from n = 1.5
              row 2:
                KIND = "b" (CHARACTER VARYING)
                N = (nothing) (NUMERIC)
                OTHER = false (BOOLEAN)
                -> app_things{kind="b",target="t"} skipped, the value is missing from n = (nothing)
            """);
    assertThat(err()).isEmpty();
  }

  @Test
  void whatWasReadIsShownBeforeAFailure() throws Exception {
    String yaml =
        sql("SELECT 'x' AS n, 2 AS num", "{name: a, type: gauge, help: A., value: nmu}")
            + "    # no such column\n";
    assertThat(run("explain", file(yaml))).isEqualTo(Exit.FAILED);
    assertThat(out()).contains("    N = \"x\" (CHARACTER VARYING)\n", "    NUM = 2 (INTEGER)\n");
    assertThat(err())
        .isEqualToIgnoringNewLines(
            "collector c, target t: failed, read: field nmu: expected a column of the result (N,"
                + " NUM), found none");
  }

  @Test
  void statesBoundsAndMadeNamesAreShown() throws Exception {
    String state = "{name: state, type: stateset, help: S., value: k, states: [a, b]}";
    assertThat(run("explain", file(sql("SELECT 'b' AS k", state)))).as(err()).isEqualTo(Exit.DONE);
    assertThat(out()).contains("-> app_state{app_state=\"b\",target=\"t\"} 1 from k = \"b\"\n");
    String made = "{name: 'made_{k}', type: gauge, help: S., value: n}";
    String buckets = "{name: wait, type: histogram, help: W., value: n, le: le}";
    String rows = "SELECT 'b' AS k, 3 AS n, 'Infinity' AS le";
    assertThat(run("explain", file(sql(rows, made + "\n      - " + buckets))))
        .as(err())
        .isEqualTo(Exit.DONE);
    assertThat(out())
        .contains("-> app_made_b{target=\"t\"} 3 from n = 3\n")
        .contains("-> app_wait{le=\"Infinity\",target=\"t\"} 3 from n = 3\n");
  }

  @Test
  void rowsAreBoundedAndTextsEscaped() throws Exception {
    String select =
        "SELECT X AS n, CHAR(27) || '[31m' || CHAR(10) || REPEAT('y', 1000) AS kind FROM"
            + " SYSTEM_RANGE(1, 12)";
    String yaml = sql(select, THINGS) + "    on-duplicate: last\n";
    assertThat(run("explain", file(yaml), "--collector", "c")).as(err()).isEqualTo(Exit.DONE);
    assertThat(out())
        .contains("  row 10:\n", "  and 2 rows more\n", "\"\\u001b[31m\\nyyyy")
        .doesNotContain("row 11", "\u001b");
    assertThat(out().lines()).allMatch(line -> line.length() <= 240);
  }

  @Test
  void secretsAreHidden() throws Exception {
    try (RawServer server =
        RawServer.start((request, wire) ->
            wire.json(
                """
                {"n": 1, "password": "visible", "echo": "%s"}
                """
                    .formatted(request.headers().get("x-key"))))) {
      String yaml =
          """
          prefix: app
          targets: [{name: t, http: {url: "%s", headers: {X-Key: hunter2}}}]
          collectors:
            - name: c
              targets: [t]
              get: /
              metrics: [{name: a, type: gauge, help: A., value: n, labels: {echo: echo}}]
          """
              .formatted(server.url());
      assertThat(run("explain", file(yaml))).isEqualTo(Exit.DONE);
      assertThat(out())
          .contains("    password = (hidden)\n", "    echo = (hidden)\n", "    n = 1\n")
          .contains("    -> app_a{echo=(hidden),target=\"t\"} 1 from n = 1\n")
          .doesNotContain("visible", "hunter2");
    }
  }

  @Test
  void anApiShowsItsOutlineAndTheReadItself() throws Exception {
    try (RawServer server =
        RawServer.start((_, wire) -> wire.json("{\"items\": [{\"size\": 3}, {\"size\": 4}]}"))) {
      String yaml =
          """
          prefix: app
          targets: [{name: t, http: {url: "%s"}}]
          collectors:
            - name: c
              targets: [t]
              get: /
              rows: $.itms[*]
              metrics:
                - {name: size, type: gauge, help: S., value: size}
                - {name: status, type: gauge, help: S., value: $status}
          """
              .formatted(server.url());
      assertThat(run("explain", file(yaml))).isEqualTo(Exit.DONE);
      assertThat(out())
          .isEqualTo(
              """
              collector c, target t: 0 rows
                answer:
                  $                object
                  $.items          array, 2 elements
                  $.items[*]       object, 2 times
                  $.items[*].size  number, 2 times
                of the read:
                  -> app_status{target="t"} 200 from $status = 200
              """);
      assertThat(err())
          .isEqualToIgnoringNewLines(
              "collector c, target t: warning: nothing matches '$.itms[*]': closest are"
                  + " $.items[*]");
      assertThat(run("explain", "--strict", file(yaml))).isEqualTo(Exit.FAILED);
      assertThat(err()).contains("target t: error: nothing matches '$.itms[*]'");
      String misspelt = yaml.replace("itms", "items").replace("value: size", "value: siez");
      assertThat(run("collect", file(misspelt))).isEqualTo(Exit.DONE);
      assertThat(err())
          .contains(
              "collector c, target t: warning: no row has the field 'siez' (app_size): closest are"
                  + " size");
      assertThat(run("collect", "--strict", file(misspelt))).isEqualTo(Exit.FAILED);
      assertThat(err()).contains("target t: error: no row has the field 'siez'");
      assertThat(run("explain", file(misspelt))).isEqualTo(Exit.DONE);
      assertThat(err()).contains("target t: warning: no row has the field 'siez'");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "jvm  | mbeans: 'java.lang:type=MemryPool,name=*' | 'java.lang:type=MemryPool,name=*':"
            + " closest are java.lang:type=MemoryPool,name=*",
        "jvm  | mbeans: jva.lang:type=Memory | 'jva.lang:type=Memory': closest are"
            + " java.lang:type=Memory",
        "jvm  | mbeans: ['java.lang:type=Memory', 'java.lang:type=Memori'] |"
            + " 'java.lang:type=Memori': closest are java.lang:type=Memory",
        "json | get: /, rows: '$.data.itms[*]' | '$.data.itms[*]': closest are $.data.items[*]",
        "json | get: /, rows: '$.dta.items[*]' | '$.dta.items[*]': closest are $.data.items[*]",
        "json | get: /, rows: $.data.items.size | '$.data.items.size': closest are"
            + " $.data.items[*].size",
        "json | get: /, rows: '$.data.none[*]' |",
        "json | get: /, rows: '$.data.items[?(@.size > 9)]' |",
        "text | get: /, format: text, pattern: '^(?<size>x+)$' | '^(?<size>x+)$'",
        "text | get: /, format: prometheus, rows: syze | 'syze': closest are size",
        "nd   | get: /, format: ndjson, rows: $.second |",
        "nd   | get: /, format: ndjson, rows: $.secnd | '$.secnd': closest are $.second",
      })
  void whatMatchesNothingIsSaidWithWhatWould(String target, String query, String said)
      throws Exception {
    try (RawServer server =
        RawServer.start((request, wire) -> {
          switch (request.path()) {
            case "/json/" ->
                wire.json(
                    "{\"data\": {\"items\": [{\"size\": 3}], \"none\": [], \"x\": 1}, \"y\": 2}");
            case "/text/" ->
                wire.answer("200 OK", "text/plain", "size 3\n".getBytes(StandardCharsets.UTF_8));
            default -> wire.json("{\"first\": 1}\n{\"second\": 2}\n");
          }
        })) {
      String yaml =
          """
          prefix: app
          targets:
            - {name: t, %1$s}
          collectors:
            - {name: c, targets: [t], %2$s, metrics: [{name: up, type: gauge, help: U., value: $rows}]}
          """
              .formatted(
                  target.equals("jvm")
                      ? "jmx: {url: local}"
                      : "http: {url: '" + server.url() + "/" + target + "'}",
                  query);
      Exit expected = said == null ? Exit.DONE : Exit.FAILED;
      assertThat(run("collect", "--strict", file(yaml))).as(err()).isEqualTo(expected);
      if (said != null) {
        assertThat(err()).contains(": error: nothing matches " + said);
      }
    }
  }

  @Test
  void anItemOfAnAttributeIsSuggestedToo() throws Exception {
    String yaml =
        """
        prefix: app
        targets: [{name: jvm, jmx: {url: local}}]
        collectors:
          - name: c
            targets: [jvm]
            mbeans: java.lang:type=Memory
            metrics: [{name: x, type: gauge, help: X., value: HeapMemoryUsage.usd}]
        """;
    assertThat(run("collect", "--strict", file(yaml))).isEqualTo(Exit.FAILED);
    assertThat(err())
        .contains(
            "no row has the field 'HeapMemoryUsage.usd' (app_x): closest are HeapMemoryUsage.used");
  }

  private static final String JVM =
      """
      prefix: app
      targets: [{name: jvm, jmx: {url: local}}, {name: db, jdbc: {url: "jdbc:h2:mem:explain"}}]
      collectors:
        - name: threads
          targets: [jvm]
          mbeans: java.lang:type=Threading
          metrics: [{name: threads, type: gauge, help: T., value: ThreadCount}]
        - {name: db, targets: [db], sql: SELECT 1 AS n, metrics: [{name: n, type: gauge, help: N., value: n}]}
      """;

  @Test
  void anMBeanShowsAllOfItsAttributes() throws Exception {
    assertThat(run("explain", file(JVM), "--collector", "threads")).isEqualTo(Exit.DONE);
    assertThat(out())
        .startsWith("collector threads, target jvm: 1 row\n  row 1:\n    $domain = \"java.lang\"")
        .contains("    type = \"Threading\" (key property)\n")
        .containsPattern("    PeakThreadCount = \\d+ \\(int\\)\n")
        .containsPattern("-> app_threads\\{target=\"jvm\"} \\d+ from ThreadCount = \\d+\n");
  }

  @Test
  void mbeansAreListedWithACollectorToStartFrom() throws Exception {
    String pattern = "java.lang:type=MemoryPool,*";
    String target = "prefix: app\ntargets: [{name: jvm, jmx: {url: local}}]\n"; // no collector yet
    assertThat(run("explain", file(target), "--mbeans", pattern)).as(err()).isEqualTo(Exit.DONE);
    assertThat(out())
        .containsPattern("(?m)^java\\.lang:name=.*,type=MemoryPool\n")
        .containsPattern("    Usage\\.used = \\d+\n")
        .contains("    Name = \"")
        .contains(" (java.lang.String)\n")
        .contains(
            """
            collectors:
              - name: memory-pool
                targets: [jvm]
                mbeans: 'java.lang:name=*,type=MemoryPool'
                metrics:
            """)
        .contains(
            "      - {name: memory_pool_usage_used, type: gauge, help: 'Usage.used of MemoryPool.',"
                + " labels: {name: 'name'}, value: 'Usage.used'}\n");
    String made = out().substring(out().indexOf("collectors:"));
    assertThat(run("collect", file(target + made))).as(err()).isEqualTo(Exit.DONE);
    assertThat(out()).contains("app_memory_pool_usage_used{name=\"");
  }

  @Test
  void aPatternThatMatchesNothingFails() throws Exception {
    assertThat(run("explain", file(JVM), "--mbeans", "no:type=X")).isEqualTo(Exit.FAILED);
    assertThat(err()).isEqualToIgnoringNewLines("target jvm: no MBean matches no:type=X");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --mbeans java.lang              | --mbeans: expected an ObjectName such as java.lang:type=MemoryPool,name=*, found 'java.lang'
          --mbeans a:b=c --target db      | --target: expected one of jvm, found 'db'
          --mbeans a:b=c --target x       | --target: expected one of jvm, found 'x'
          """)
  void whatCannotBeListedSaysWhy(String options, String message) throws Exception {
    String[] words = ("explain " + file(JVM) + " " + options.strip()).split(" ");
    assertThat(run(words)).isEqualTo(Exit.MISUSED);
    assertThat(err()).startsWith("sonde: " + message + System.lineSeparator());
  }

  @Test
  void aSelectionOfNothingFails() throws Exception {
    assertThat(run("explain", file(JVM), "--target", "q")).isEqualTo(Exit.FAILED);
    assertThat(err())
        .isEqualToIgnoringNewLines("sonde: no collection of any collector and target 'q'");
  }
}
