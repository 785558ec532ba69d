package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.config.SondeConfig;
import io.sonde.config.load.ConfigLoader.Option;
import io.sonde.testing.Await;
import io.sonde.testing.Tools;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The embedded demonstration, with every kind of target, as a newcomer runs it. */
class DemonstrationTest {
  private static final Path GOLDEN = Path.of("src/test/resources/io/sonde/demonstration.txt");
  private static final List<String> COLLECTIONS =
      List.of(
          "collector=\"api\",target=\"self\"",
          "collector=\"connections\",target=\"database\"",
          "collector=\"memory\",target=\"jvm\"",
          "collector=\"queues\",target=\"jvm\"",
          "collector=\"version\",target=\"self\"");

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static Sonde sonde;

  @BeforeAll
  static void start() throws Exception {
    SondeConfig config =
        Kinds.onClassPath()
            .loader(Map.of(), Map.of())
            .load(
                null,
                Map.of(
                    "server.port", new Option("--port", "0"),
                    "server.host", new Option("--host", "127.0.0.1")));
    sonde = Sonde.start(config);
  }

  @AfterAll
  static void stop() {
    sonde.close();
    CLIENT.close();
  }

  private static HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + sonde.port() + path);
    return CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  /** A scrape after every collection has succeeded. */
  private static String scrape() throws Exception {
    return Await.until(
        () -> get("/observe/metrics").body(),
        scrape ->
            COLLECTIONS.stream()
                .allMatch(c -> scrape.contains("sonde_collection_up{" + c + "} 1.0\n")));
  }

  @Test
  void theScrapeHasTheFamiliesAndSeriesOfTheGoldenOne() throws Exception {
    String shape = shape(scrape());
    if (Boolean.getBoolean("sonde.refresh")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, shape);
    }
    assertThat(shape).isEqualTo(Files.readString(GOLDEN));
  }

  /**
   * What does not change from run to run: families and series, without values; of {@code jvm_*} and
   * {@code process_*} the families alone, since their series follow the garbage collector, and not
   * the one that is there only after its first run. The bound of the log is there where a test of
   * the command line has configured the log of this JVM before.
   */
  private static String shape(String scrape) {
    StringBuilder shape = new StringBuilder();
    String last = "";
    for (String line : scrape.lines().toList()) {
      if (line.contains(" jvm_memory_pool_allocated_bytes_total ")
          || line.contains("name=\"log_bytes\"")) {
        continue;
      }
      String shown =
          line.startsWith("#")
              ? line
              : line.substring(0, line.lastIndexOf(' '))
                  .replaceAll("(java|revision|version|pool)=\"[^\"]*\"", "$1=\"*\"");
      if (!shown.equals(last) && !shown.matches("(?s)(jvm|process)_.*")) {
        shape.append(shown).append('\n');
      }
      last = shown;
    }
    return shape.toString();
  }

  @Test
  void promtoolHasNothingToSay() throws Exception {
    String promtool = Tools.promtool();
    byte[] scrape = scrape().getBytes(StandardCharsets.UTF_8);
    Tools.Result result = Tools.run(List.of(promtool, "check", "metrics"), scrape);
    assertThat(result.output() + result.errors()).isEmpty();
    assertThat(result.exit()).isZero();
  }

  @Test
  void itBecomesReady() throws Exception {
    Await.until(() -> get("/observe/health/ready").statusCode(), status -> status == 200);
    assertThat(get("/observe/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/observe/health/started").statusCode()).isEqualTo(200);
  }

  @Test
  void aProbeReadsTheQueueAnew() throws Exception {
    HttpResponse<String> probe =
        Await.until(
            () -> get("/probe?collector=queues&target=jvm"), answer -> answer.statusCode() == 200);
    assertThat(probe.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(probe.body())
        .contains("myapp_queue_size{queue=\"orders\",target=\"jvm\"} ")
        .contains("sonde_collection_up{collector=\"queues\",target=\"jvm\"} 1.0\n")
        .doesNotContain("sonde_collection_runs_total", "jvm_");
  }
}
