package io.sonde.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.Kinds;
import io.sonde.Sonde;
import io.sonde.yaml.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code sonde check} warns of, word for word. */
class LintsTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Exit run(String... args) throws Exception {
    return new Cli(
            Map.of("SECRET", "hunter2"),
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Sonde::close)
        .run(args);
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("sonde.yaml"), yaml);
  }

  private static Arguments row(String what, String yaml, String... warnings) {
    return Arguments.of(what, yaml, List.of(warnings));
  }

  /** A configuration around one metric. */
  private static String metric(String metric) {
    return collector("every: 1m", metric);
  }

  private static String collector(String keys, String metric) {
    return """
    prefix: app
    targets: [{name: t, jdbc: {url: "jdbc:h2:mem:t"}}]
    collectors:
      - name: c
        targets: [t]
        sql: S
        %s
        metrics:
          - %s
    """
        .formatted(keys, metric);
  }

  private static String target(String connection) {
    return """
    prefix: app
    targets:
      - name: t
        %s
    collectors:
      - {name: c, targets: [t], %s, metrics: [{name: a, type: gauge, help: A., value: n}]}
    """
        .formatted(connection, connection.startsWith("http") ? "get: /" : "sql: S");
  }

  static Stream<Arguments> rows() {
    return Stream.of(
        row("nothing to say", metric("{name: a, type: gauge, help: A., value: n}")),
        row(
            "an empty configuration",
            "prefix: app\n",
            "1:1: warning: collectors: expected at least one, found none"),
        row(
            "a handler that is off",
            metric("{name: a, type: gauge, help: A., value: n}") + "simulation: {path: /x}\n",
            "10:13: warning: simulation: expected enabled: true, without which the"
                + " other keys have no effect"),
        row(
            "a unit that is no base unit",
            metric("{name: wait_milliseconds, type: gauge, help: A., value: n}"),
            "9:16: warning: collectors[0].metrics[0].name: expected the base unit seconds (scale"
                + " converts), found 'milliseconds' in app_wait_milliseconds"),
        row(
            "an abbreviated unit",
            metric("{name: wait_ms, type: gauge, help: A., value: n}"),
            "9:16: warning: collectors[0].metrics[0].name: expected no abbreviated unit, found 'ms'"
                + " in app_wait_ms"),
        row(
            "a type in the name",
            metric("{name: queue_gauge, type: gauge, help: A., value: n}"),
            "9:16: warning: collectors[0].metrics[0].name: expected a name without its type, found"
                + " 'gauge' in app_queue_gauge"),
        row(
            "names as the user wants them",
            collector("names: verbatim", "{name: Wait_ms, type: gauge, help: A., value: n}"),
            "9:16: warning: collectors[0].metrics[0].name: expected no abbreviated unit, found 'ms'"
                + " in Wait_ms"),
        row(
            "a counter that Prometheus will not know as one",
            collector("names: verbatim", "{name: Waits, type: counter, help: A., value: n}"),
            "9:16: warning: collectors[0].metrics[0].name: expected the name of a counter to end in"
                + " _total, found Waits: it is exposed as untyped"),
        row(
            "labels in camel case",
            metric(
                "{name: a, type: gauge, help: A., value: n, labels: {diskName: disk},"
                    + " constant-labels: {theZone: x}}"),
            "9:71: warning: collectors[0].metrics[0].labels.diskName: expected snake_case, found"
                + " diskName",
            "9:105: warning: collectors[0].metrics[0].constant-labels.theZone: expected snake_case,"
                + " found theZone"),
        row(
            "labels without bounds",
            metric(
                "{name: a, type: gauge, help: A., value: n, labels: {a: user_id, b: createdAt, c:"
                    + " state}}"),
            "9:64: warning: collectors[0].metrics[0].labels.a: expected a field with few values,"
                + " found 'user_id': each value is a series of its own",
            "9:76: warning: collectors[0].metrics[0].labels.b: expected a field with few values,"
                + " found 'createdAt': each value is a series of its own"),
        row(
            "a timeout near every",
            collector(
                "{every: 15s, timeout: 14s}".replaceAll("[{}]", "").replace(", ", "\n    "),
                "{name: a, type: gauge, help: A., value: n}"),
            "8:14: warning: collectors[0].timeout: expected a timeout below every, 15s, with time"
                + " to spare, found 14s"),
        row(
            "buckets that cannot hold the timeout",
            collector(
                "timeout: 5s",
                "{name: a_seconds, type: histogram, help: A., value: $duration, buckets: [0.1,"
                    + " 1]}"),
            "9:81: warning: collectors[0].metrics[0].buckets: expected a last bucket of at least"
                + " the timeout, 5s, found 1"),
        row(
            "a password in plain text",
            target("jdbc: {url: 'jdbc:h2:mem:t', username: u, password: hunter2}"),
            "4:57: warning: targets[0].jdbc.password: expected password-file or a reference such as"
                + " ${NAME}, found a secret in plain text"),
        row(
            "a password from the environment",
            target("jdbc: {url: 'jdbc:h2:mem:t', username: u, password: '${SECRET}'}")),
        row(
            "a password in a URL",
            target("jdbc: {url: 'jdbc:postgresql://h/db?user=u&password=hunter2'}"),
            "4:17: warning: targets[0].jdbc.url: expected a key of its own or a reference such as"
                + " ${NAME}, found a secret in plain text"),
        row(
            "a header with a secret",
            target("http: {url: 'http://h', headers: {X-Api-Key: hunter2, Accept: text/csv}}"),
            "4:50: warning: targets[0].http.headers.X-Api-Key: expected a file or a reference such"
                + " as ${NAME}, found a secret in plain text"),
        row(
            "a certificate that is not there",
            target("http: {url: 'https://h', tls: {ca-file: no.pem}}"),
            "4:45: warning: targets[0].http.tls.ca-file: expected a file that can be read, found"
                + " none at FOLDER/no.pem"),
        row(
            "a key of the listener that is not there",
            metric("{name: a, type: gauge, help: A., value: n}")
                + """
                server:
                  tls:
                    private-key: {pem: {key: {passphrase: hunter2, resource: {path: no.key}}}}
                """,
            "12:43: warning: server.tls.private-key.pem.key.passphrase: expected an environment"
                + " variable or a reference such as ${NAME}, found a secret in plain text",
            "12:69: warning: server.tls.private-key.pem.key.resource.path: expected a file that can"
                + " be read, found none at FOLDER/no.key"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void eachIsAWarningAndWithStrictAnError(String what, String yaml, List<String> warnings)
      throws Exception {
    String file = file(yaml).toString();
    assertThat(run("check", file)).as(what).isEqualTo(Exit.DONE);
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines.subList(0, lines.size() - 1))
        .isEqualTo(
            warnings.stream()
                .map(line -> file + ":" + line.replace("FOLDER", folder.toString()))
                .toList());
    assertThat(lines.getLast())
        .startsWith(file + ": valid, targets: ")
        .endsWith(warnings.isEmpty() ? "" : ", warnings: " + warnings.size());
    assertThat(lines.toString()).doesNotContain("hunter2");
    out.reset();
    assertThat(run("check", "--strict", file))
        .isEqualTo(warnings.isEmpty() ? Exit.DONE : Exit.FAILED);
    if (!warnings.isEmpty()) {
      assertThat(out.toString(StandardCharsets.UTF_8))
          .contains(": error: ")
          .contains(file + ": refused by --strict, targets: ");
    }
  }

  @Test
  void theDemonstrationGivesNoReason() throws Exception {
    assertThat(
            Kinds.onClassPath().loader(Map.of(), Map.of()).check(null, Map.of()).warnings().get())
        .extracting(Problem::toString)
        .isEmpty();
  }

  @Test
  void theConfigurationOfTheManifestsGivesNoReason() throws Exception {
    String manifest = Files.readString(Path.of("k8s/20-configmap.yaml"));
    String block = manifest.substring(manifest.indexOf("  sonde.yaml: |\n") + 16);
    String yaml =
        block
            .lines()
            .takeWhile(line -> line.isEmpty() || line.startsWith("    "))
            .collect(Collectors.joining("\n"))
            .stripIndent();
    assertThat(run("check", "--strict", file(yaml).toString()))
        .as(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(Exit.DONE);
  }

  @Test
  void includedFilesAreLintedToo() throws Exception {
    Path included =
        Files.writeString(
            folder.resolve("more.yaml"),
            """
            targets:
              - {name: u, http: {url: "https://x/", headers: {X-Api-Key: abc}, tls: {ca-file: gone.pem}}}
            collectors:
              - {name: d, targets: [u], get: /, every: 10s, timeout: 9900ms, metrics: [{name: a_ms, type: gauge, help: A., value: n}]}
            """);
    Path main =
        file("include: [more.yaml]\n" + metric("{name: x, type: gauge, help: X., value: n}"));
    assertThat(run("check", main.toString())).isEqualTo(Exit.DONE);
    assertThat(
            out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(": warning: ")))
        .hasSize(4)
        .allMatch(line -> line.startsWith(included + ":"))
        .anyMatch(line -> line.contains(": warning: targets[0].http.headers.X-Api-Key: "))
        .anyMatch(line -> line.contains(": warning: targets[0].http.tls.ca-file: "))
        .anyMatch(line -> line.contains(": warning: collectors[0].timeout: "))
        .anyMatch(line -> line.contains(": warning: collectors[0].metrics[0].name: "));
  }
}
