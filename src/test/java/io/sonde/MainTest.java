package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Raw;
import io.sonde.testing.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sonde in a process of its own: signals, exit codes, what is logged. */
class MainTest {
  private static final Pattern LISTENS = Pattern.compile("listens at http://[^:]+:(\\d+)");

  @TempDir Path folder;

  private Process start(String yaml, String... args) throws IOException {
    return start(List.of(), yaml, args);
  }

  private Process start(List<String> prefix, String yaml, String... args) throws IOException {
    Path file = Files.writeString(folder.resolve("sonde.yaml"), Settings.whole(yaml));
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // starts sooner
    command.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
    command.addAll(List.of("io.sonde.Main", "--config", file.toString(), "--port", "0"));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).start();
  }

  /** The port that a process says it listens at, once it does; the lines that it said till then. */
  private static int port(BufferedReader log, List<String> said) throws IOException {
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      said.add(line);
      Matcher listens = LISTENS.matcher(line);
      if (listens.find()) {
        return Integer.parseInt(listens.group(1));
      }
    }
    throw new AssertionError("it ended, and had said: " + said);
  }

  @Test
  void aTerminatedSondeFinishesItsRequestsAndEndsWithZero() throws Exception {
    Process process =
        start("simulation: {enabled: true, max-delay: 2s}\nserver: {host: 127.0.0.1}\n");
    List<Raw> requests = new ArrayList<>();
    try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
      List<String> said = new ArrayList<>();
      int port = port(log, said);
      for (int i = 0; i < 20; i++) {
        requests.add(Raw.connect(port).send(Raw.get("/")));
      }
      // connections are accepted in turn: once this is answered, those before are being handled
      assertThat(Raw.exchange(port, Raw.get("/version"))).startsWith("HTTP/1.1 200 ");
      process.destroy(); // SIGTERM
      for (Raw request : requests) {
        assertThat(request.answer()).startsWith("HTTP/1.1 200 ").endsWith("OK");
      }
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(said).noneMatch(line -> line.contains("Exception"));
    } finally {
      for (Raw request : requests) {
        request.close();
      }
      process.destroyForcibly();
    }
  }

  /** A pipe takes 64 kB; then a write to it blocks. */
  @Test
  void aTerminatedSondeEndsAlsoWhenNobodyReadsItsLog() throws Exception {
    Process process =
        start("log: {level: trace}\nsimulation: {max-delay: 0ms}\nserver: {host: 127.0.0.1}\n");
    try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
      int port = port(log, new ArrayList<>());
      long dropped = 0;
      for (int i = 0; i < 20_000 && dropped == 0; i++) {
        String scrape = Raw.exchange(port, Raw.get("/metrics?name[]=sonde_shed_total"));
        assertThat(scrape).startsWith("HTTP/1.1 200 ");
        Matcher shed = Pattern.compile("name=\"log_bytes\"} (\\d+)").matcher(scrape);
        dropped = shed.find() ? Long.parseLong(shed.group(1)) : 0;
      }
      assertThat(dropped).isPositive();

      process.destroy(); // SIGTERM
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aListenerWithoutFileHandlesEndsTheProcessWithThree() throws Exception {
    Process process =
        start(
            List.of("prlimit", "--nofile=256"),
            "server: {host: 127.0.0.1, max-tcp-connections: 1000}\n");
    List<Raw> connections = new ArrayList<>();
    try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
      int port = port(log, new ArrayList<>());
      try {
        for (int i = 0; i < 300; i++) {
          connections.add(Raw.connect(port));
        }
      } catch (IOException _) {
        // The process has ended already.
      }
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
      assertThat(process.exitValue()).isEqualTo(3);
      assertThat(log.readAllAsString())
          .contains(
              "A part without which the service cannot work is dead: the thread"
                  + " server-@default-listener: java.io.IOException: Too many open files")
          .contains("The process ends with exit code 3")
          .doesNotContain("\tat ");
    } finally {
      for (Raw connection : connections) {
        connection.close();
      }
      process.destroyForcibly();
    }
  }

  @Test
  void aHangupReadsTheFileAgain() throws Exception {
    // Where the tests run under nohup, the process would inherit that SIGHUP is ignored.
    Process process = start(List.of("env", "--default-signal=HUP"), "server: {host: 127.0.0.1}\n");
    try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
      List<String> said = new ArrayList<>();
      port(log, said);
      for (String line :
          List.of("nothing has changed, generation 1", "the configuration was refused")) {
        assertThat(new ProcessBuilder("kill", "-HUP", "" + process.pid()).start().waitFor())
            .isZero();
        assertThat(log.lines().filter(one -> one.contains("SIGHUP: ")).findFirst().orElseThrow())
            .contains(line);
        Files.writeString(folder.resolve("sonde.yaml"), "prefix: 1\n");
      }
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void recordsAreJsonWhenTheFileSaysSo() throws Exception {
    Process process = start("log: {format: json}\nserver: {host: 127.0.0.1}\n");
    try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
      List<String> said = new ArrayList<>();
      port(log, said);
      assertThat(said).allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aCommandLineThatIsNotUnderstoodEndsWithTwo() throws Exception {
    Process process = start("", "--prot", "x");
    try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
      assertThat(log.readAllAsString()).startsWith("sonde: unknown option --prot");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(2);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aBadConfigurationIsSaidAndEndsWithOne() throws Exception {
    Process process = start("prefix: A\n");
    try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
      assertThat(log.readAllAsString())
          .isEqualToIgnoringNewLines(
              folder.resolve("sonde.yaml")
                  + ":1:9 prefix: expected lower case letters, digits and single underscores, such"
                  + " as myapp, found 'A'");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
    } finally {
      process.destroyForcibly();
    }
  }
}
