package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Await;
import io.sonde.testing.ClassPath;
import io.sonde.testing.Raw;
import io.sonde.testing.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an {@code OutOfMemoryError} leaves behind, in a process with the heap of the image. */
class OutOfMemoryTest {
  private static final Pattern LISTENS = Pattern.compile("listens at http://[^:]+:(\\d+)");
  private static final String TOO_MUCH = "500000000"; // one array: nobody else lacks memory

  private static final String YAML =
      """
      simulation: {enabled: false}
      server: {host: 127.0.0.1, idle-connection-timeout: PT0.2S, idle-connection-period: PT0.1S}
      targets:
        - {name: jvm, jmx: {url: local}}
        - {name: db, jdbc: {url: "jdbc:h2:mem:memory"}}
      collectors:
        - name: mbean
          targets: [jvm]
          every: 1h
          mbeans: ["test:type=Memory"]
          metrics: [{name: taken, type: gauge, help: Taken., value: Taken}]
        - name: query
          targets: [db]
          every: 1h
          sql: SELECT LENGTH(REPEAT('x', CAST(CAST(FILE_READ('{size}', 'UTF-8') AS VARCHAR) AS INT))) AS n
          metrics: [{name: length, type: gauge, help: Length., value: n}]
      """;

  @TempDir Path folder;

  /** A read on demand, as soon as no other one is under way. */
  private static String probe(int port, String query) throws Exception {
    return Await.until(
        () -> Raw.exchange(port, Raw.get("/probe?" + query)),
        answer -> !answer.startsWith("HTTP/1.1 503 "));
  }

  @Test
  void aReadFailsAndAllElseGoesOn() throws Exception {
    Path size = Files.writeString(folder.resolve("size"), TOO_MUCH);
    Path file =
        Files.writeString(
            folder.resolve("sonde.yaml"), Settings.whole(YAML.replace("{size}", size.toString())));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                ClassPath.ofTests(),
                OutOfMemoryMain.class.getName(),
                size.toString(),
                "--config",
                file.toString(),
                "--port",
                "0")
            .start();
    try (BufferedReader log = process.errorReader(StandardCharsets.UTF_8)) {
      int port = port(log);
      assertThat(probe(port, "collector=mbean&target=jvm"))
          .contains("# collector mbean, target jvm: failed, reason: read\n");
      assertThat(probe(port, "collector=query&target=db"))
          .contains("# collector query, target db: failed, reason: ");
      Files.writeString(size, "1000");
      assertThat(probe(port, "collector=mbean&target=jvm"))
          .contains("myapp_taken{target=\"jvm\"} 1000");
      assertThat(probe(port, "collector=query&target=db"))
          .contains("myapp_length{target=\"db\"} 1000");
      try (Raw idle = Raw.connect(port).send(Raw.get("/observe/health/live"))) {
        assertThat(idle.answer()).startsWith("HTTP/1.1 200 ");
        String _ = idle.rest(); // returns when the connection is closed
      }

      process.destroy(); // SIGTERM
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static int port(BufferedReader log) throws IOException {
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      Matcher listens = LISTENS.matcher(line);
      if (listens.find()) {
        return Integer.parseInt(listens.group(1));
      }
    }
    throw new AssertionError("it has ended");
  }
}
