package io.sonde.collection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One processor, and more collections that burn it than there are places for. */
class StarvationTest {
  @Test
  @Timeout(120)
  void scrapesAreAnsweredWhileCollectionsBurnTheProcessor() throws Exception {
    var process =
        new ProcessBuilder(command()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader out = process.inputReader(UTF_8);
        var client = HttpClient.newHttpClient()) {
      var scrape =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + out.readLine() + "/metrics"))
              .timeout(Duration.ofSeconds(10))
              .build();
      // Until every collection has had its deadline, and some after that.
      int scrapes = 0;
      for (int left = 20; left > 0; scrapes++) {
        var text = client.send(scrape, BodyHandlers.ofString()).body();
        assertThat(text.lines().filter(line -> line.startsWith("sonde_collection_up"))).hasSize(12);
        if (text.lines().filter(line -> line.startsWith("read_seconds{")).count() == 12) {
          left--;
        }
      }
      assertThat(scrapes).isGreaterThanOrEqualTo(20);
      process.outputWriter(UTF_8).close();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("1 when nothing burned").isZero();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** With the flags of this JVM, which are the product's: see sonde.jvm.flags. */
  private static List<String> command() throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:ActiveProcessorCount=1");
    command.add("-Xmx128m");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-Djdk.virtualThreadScheduler."))
        .forEach(command::add);
    command.add("-cp");
    command.add(classPath());
    command.add(OneProcessor.class.getName());
    return command;
  }

  /** Surefire's own class path is a jar that names it in its manifest. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
