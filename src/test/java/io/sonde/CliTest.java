package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

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

/** The command line, without a process of its own. */
class CliTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(Map<String, String> environment, String... args) {
    return new Cli(
            environment,
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Sonde::close)
        .run(args);
  }

  private int run(String... args) {
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
      targets: [{name: t, jdbc: {url: "jdbc:h2:mem:cli"}}]
      collectors:
        - name: c
          targets: [t]
          sql: SELECT 'a' AS kind, 1 AS n UNION SELECT 'b', NULL UNION SELECT 'd', 2.5
          metrics:
            - {name: things, type: gauge, help: Things., labels: {kind: kind}, value: n}
      """;

  @Test
  void versionAndHelpAreSaid() {
    assertThat(run("--version")).isZero();
    assertThat(out()).matches("sonde \\S+ \\(revision \\S+, Java 25\\S*, Helidon \\S+\\)\\R");
    out.reset();
    assertThat(run("--help")).isZero();
    assertThat(out()).contains("Usage: sonde", "serve", "check", "collect", "--config", "--port");
  }

  @Test
  void anUnknownOptionIsAnotherExitCode() {
    assertThat(run("serve", "--prot", "1")).isEqualTo(2);
    assertThat(err()).contains("Unknown option");
  }

  @Test
  void checkSaysYesOrEveryProblem() throws IOException {
    String good = file("good.yaml", GOOD);
    assertThat(run("check", good)).isZero();
    assertThat(out()).isEqualToIgnoringNewLines(good + ": valid, targets: 1, collectors: 1");
    out.reset();
    String bad = file("bad.yaml", "prefix: A\nlog: {level: x}\n");
    assertThat(run("check", bad)).isEqualTo(1);
    assertThat(out().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith(bad + ":").contains("expected"));
  }

  @Test
  void aBadConfigurationEndsTheStartBeforeThePortIsBound() throws IOException {
    String bad = file("bad.yaml", "prefix: A\n");
    assertThat(run(Map.of("SONDE_CONFIG", bad), "--port", "0")).isEqualTo(1);
    assertThat(err()).startsWith(bad + ":1:9 prefix: expected lower case letters");
    assertThat(out()).isEmpty();
  }

  @Test
  void aTakenPortIsOneLine() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String config = file("good.yaml", GOOD + "server: {host: 127.0.0.1}\n");
      String port = Integer.toString(taken.getLocalPort());
      assertThat(run("serve", "--config", config, "--port", port)).isEqualTo(1);
      assertThat(err().lines()).hasSize(1).first().asString().startsWith("sonde: ").contains(port);
    }
  }

  @Test
  void collectPrintsTheExpositionAndALineForEachCollection() throws IOException {
    assertThat(run("collect", file("good.yaml", GOOD))).isZero();
    assertThat(out())
        .isEqualTo(
            """
            # HELP myapp_things Things.
            # TYPE myapp_things gauge
            myapp_things{kind="a",target="t"} 1.0
            myapp_things{kind="d",target="t"} 2.5
            # HELP sonde_collection_up 1 when the last collection succeeded, else 0.
            # TYPE sonde_collection_up gauge
            sonde_collection_up{collector="c",target="t"} 1.0
            """);
    assertThat(err()).isEqualToIgnoringNewLines("collector c, target t: 2 samples");
  }

  @Test
  void collectExitsWithOneWhenACollectionFailed() throws IOException {
    String yaml =
        GOOD.replace("targets: [{", "targets: [{name: x, jdbc: {url: \"jdbc:nosuch:x\"}}, {")
            .replace("targets: [t]", "targets: [t, x]");
    assertThat(run("collect", file("half.yaml", yaml))).isEqualTo(1);
    assertThat(out())
        .contains("myapp_things{kind=\"a\",target=\"t\"} 1.0\n")
        .contains("sonde_collection_up{collector=\"c\",target=\"x\"} 0.0\n");
    assertThat(err().lines())
        .contains("collector c, target t: 2 samples")
        .anySatisfy(
            line -> assertThat(line).startsWith("collector c, target x: failed, connect: "));
    out.reset();
    assertThat(run("collect", file("half.yaml", yaml), "--target", "t")).isZero();
    assertThat(out()).doesNotContain("target=\"x\"");
    err.reset();
    assertThat(run("collect", file("half.yaml", yaml), "--collector", "q")).isEqualTo(1);
    assertThat(err())
        .isEqualToIgnoringNewLines("sonde: no collection of collector 'q' and any target");
  }
}
