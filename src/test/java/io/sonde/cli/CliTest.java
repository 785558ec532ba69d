package io.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.Sonde;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line, without a process of its own. */
class CliTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Exit run(Map<String, String> environment, String... args) throws Exception {
    return new Cli(
            environment,
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Sonde::close)
        .run(args);
  }

  private Exit run(String... args) throws Exception {
    return run(Map.of(), args);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String file(String name, String yaml) throws IOException {
    return Files.writeString(folder.resolve(name), yaml).toString();
  }

  private static final String GOOD =
      """
      prefix: myapp
      targets: [{name: t, jdbc: {url: "jdbc:h2:mem:cli"}}]
      collectors:
        - name: c
          targets: [t]
          sql: SELECT 'a' AS kind, 1 AS n UNION SELECT 'b', NULL UNION SELECT 'd', 2.5
          metrics:
            - {name: things, type: gauge, help: Things., labels: {kind: kind}, value: n}
      """;

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V", "version", "check --version"})
  void theVersionIsPrinted(String line) throws Exception {
    assertThat(run(line.split(" "))).isEqualTo(Exit.DONE);
    assertThat(out()).matches("sonde \\S+ \\(revision \\S+, Java 25\\S*, Helidon \\S+\\)\\R");
    assertThat(err()).isEmpty();
  }

  @Test
  void helpListsTheCommands() throws Exception {
    assertThat(run("--help")).isEqualTo(Exit.DONE);
    assertThat(out())
        .startsWith("Usage: sonde [COMMAND] [OPTION...] [FILE]\n")
        .contains("\n  check     Validates a configuration", "\n  serve     Runs the exporter")
        .containsPattern("\\n  --port N +The port")
        .containsPattern("\\n  -h, --help +Prints this help\\.");
  }

  @Test
  void schemaPrintsTheSchema() throws Exception {
    assertThat(run("schema")).isEqualTo(Exit.DONE);
    assertThat(out())
        .startsWith("{\n  \"$schema\" : \"http://json-schema.org/draft-07/schema#\"")
        .contains("\"required\" : [ \"prefix\" ]");
    assertThat(run("schema", "--included")).isEqualTo(Exit.DONE);
    assertThat(out()).contains("\"title\" : \"A file that is included\"");
    assertThat(out()).endsWith("}\n").hasSizeLessThan(700_000);
  }

  @Test
  void helpOfACommandHasItsOptions() throws Exception {
    assertThat(run("collect", "--help")).isEqualTo(Exit.DONE);
    assertThat(out())
        .isEqualTo(
            """
            Usage: sonde collect [--collector NAME] [--target NAME] [--strict] FILE

            Reads once and prints the metrics. Exits with 1 if a collection failed.

            Options:
              --collector NAME   Runs this collector only.
              --target NAME      Reads this target only.
              --strict           Exits with 1 if a field, a path or a pattern matched in no row, too.
              -h, --help         Prints this help.
              -V, --version      Prints the version.
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --prot 1             | unknown option --prot
          serve --prot 1       | unknown option --prot
          serve --port         | --port needs a value
          --port x             | --port: expected a number from 0 to 65535, found 'x'
          serve --port 65536   | --port: expected a number from 0 to 65535, found '65536'
          --port 1 --port 2    | --port is given twice
          --port=-1            | --port: expected a number from 0 to 65535, found '-1'
          chekc a.yaml         | unknown command 'chekc', expected one of serve, check, collect, explain, schema, version
          --port 0 check       | the command 'check' must stand before its options
          check                | FILE is missing
          collect              | FILE is missing
          check a.yaml b.yaml  | unexpected argument 'b.yaml'
          check --stric a.yaml | unknown option --stric
          """)
  void aCommandLineThatIsNotUnderstoodSaysWhy(String line, String message) throws Exception {
    assertThat(run(line.split(" "))).isEqualTo(Exit.MISUSED);
    assertThat(err()).startsWith("sonde: " + message + System.lineSeparator() + "Usage: sonde ");
    assertThat(out()).isEmpty();
  }

  @Test
  void checkSaysYesOrEveryProblem() throws Exception {
    String good = file("good.yaml", GOOD);
    assertThat(run("check", good)).isEqualTo(Exit.DONE);
    assertThat(out()).isEqualToIgnoringNewLines(good + ": valid, targets: 1, collectors: 1");
    out.reset();
    String bad = file("bad.yaml", "prefix: A\nlog: {level: x}\n");
    assertThat(run("check", bad)).isEqualTo(Exit.FAILED);
    assertThat(out().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith(bad + ":").contains("expected"));
  }

  @Test
  void theSmallestFileHasAPrefix() throws Exception {
    String empty = file("empty.yaml", "{}\n");
    assertThat(run("check", empty)).isEqualTo(Exit.FAILED);
    assertThat(out())
        .isEqualToIgnoringNewLines(
            empty
                + ":1:1 prefix: expected a prefix such as myapp, or \"\" for none, found nothing");
  }

  @Test
  void aBadConfigurationEndsTheStartBeforeThePortIsBound() throws Exception {
    String bad = file("bad.yaml", "prefix: A\n");
    assertThat(run(Map.of("SONDE_CONFIG", bad), "--port", "0")).isEqualTo(Exit.FAILED);
    assertThat(err()).startsWith(bad + ":1:9 prefix: expected lower case letters");
    assertThat(out()).isEmpty();
  }

  @Test
  void aTakenPortIsOneLine() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String config = file("good.yaml", GOOD + "server: {host: 127.0.0.1}\n");
      String port = Integer.toString(taken.getLocalPort());
      assertThat(run("serve", "--config", config, "--port", port)).isEqualTo(Exit.FAILED);
      assertThat(err().lines()).hasSize(1).first().asString().startsWith("sonde: ").contains(port);
    }
  }

  @Test
  void collectPrintsTheExpositionAndALineForEachCollection() throws Exception {
    assertThat(run("collect", file("good.yaml", GOOD))).isEqualTo(Exit.DONE);
    assertThat(out())
        .isEqualTo(
            """
            # HELP myapp_things Things.
            # TYPE myapp_things gauge
            myapp_things{kind="a",target="t"} 1.0
            myapp_things{kind="d",target="t"} 2.5
            # HELP sonde_collection_up 1 when the last run of the collection succeeded, 0 when it failed.
            # TYPE sonde_collection_up gauge
            sonde_collection_up{collector="c",target="t"} 1.0
            """);
    assertThat(err()).isEqualToIgnoringNewLines("collector c, target t: 2 samples");
    err.reset();
    String one = GOOD.replace(" UNION SELECT 'd', 2.5", "");
    assertThat(run("collect", file("one.yaml", one))).isEqualTo(Exit.DONE);
    assertThat(err()).isEqualToIgnoringNewLines("collector c, target t: 1 sample");
  }

  @Test
  void collectExitsWithOneWhenACollectionFailed() throws Exception {
    String yaml =
        GOOD.replace("targets: [{", "targets: [{name: x, jdbc: {url: \"jdbc:nosuch:x\"}}, {")
            .replace("targets: [t]", "targets: [t, x]");
    assertThat(run("collect", file("half.yaml", yaml))).isEqualTo(Exit.FAILED);
    assertThat(out())
        .contains("myapp_things{kind=\"a\",target=\"t\"} 1.0\n")
        .contains("sonde_collection_up{collector=\"c\",target=\"x\"} 0.0\n");
    assertThat(err().lines())
        .contains("collector c, target t: 2 samples")
        .anySatisfy(
            line -> assertThat(line).startsWith("collector c, target x: failed, connect: "));
    out.reset();
    assertThat(run("collect", file("half.yaml", yaml), "--target", "t")).isEqualTo(Exit.DONE);
    assertThat(out()).doesNotContain("target=\"x\"");
    err.reset();
    assertThat(run("collect", file("half.yaml", yaml), "--collector", "q")).isEqualTo(Exit.FAILED);
    assertThat(err())
        .isEqualToIgnoringNewLines("sonde: no collection of collector 'q' and any target");
  }

  @Test
  void collectExitsWithOneWhenTwoCollectorsGiveTheSameSeries() throws Exception {
    String yaml =
        GOOD
            + """
              - name: again
                targets: [t]
                sql: SELECT 'b' AS kind, 7 AS n UNION SELECT 'd', 8
                metrics:
                  - {name: things, type: gauge, help: Things., labels: {kind: kind}, value: n}
                  - {name: others, type: gauge, help: Others., labels: {kind: kind}, value: n}
              - name: types
                targets: [t]
                sql: SELECT 'others' AS name, 7 AS n
                metrics:
                  - {name: "{name}", type: untyped, help: Things., value: n}
            """;
    assertThat(run("collect", file("twice.yaml", yaml))).isEqualTo(Exit.FAILED);
    assertThat(out())
        .contains("myapp_things{kind=\"b\",target=\"t\"} 7.0\n")
        .contains("myapp_things{kind=\"d\",target=\"t\"} 2.5\n")
        .contains("myapp_others{kind=\"d\",target=\"t\"} 8.0\n")
        .contains("sonde_collection_up{collector=\"again\",target=\"t\"} 0.0\n")
        .contains("sonde_collection_up{collector=\"types\",target=\"t\"} 0.0\n");
    assertThat(err())
        .isEqualToIgnoringNewLines(
            """
            collector c, target t: 2 samples
            collector again, target t: failed, mapping: metric myapp_things: expected each series from\
             one collector, found {kind="d",target="t"} from collector c, target t too: it is left out
            collector types, target t: failed, mapping: metric myapp_others: expected a name and a type\
             of its own, found myapp_others of collector again, target t: it is left out
            """
                .stripTrailing());
  }
}
