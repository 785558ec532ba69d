package io.sonde.testing;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A Prometheus of the machine that scrapes one address on the loopback, on a free port. */
public final class Prometheus implements AutoCloseable {
  private static final Pattern LISTENS =
      Pattern.compile("Listening on\"? address=\"?127\\.0\\.0\\.1:(\\d+)");

  private final Process process;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();

  private Prometheus(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it.
   *
   * @param folder for its files
   * @param rules a file of rules, which it evaluates each second
   * @param scraped the port that it scrapes four times a second, as the job {@code sonde}
   */
  public static Prometheus start(Path folder, Path rules, int scraped) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 250ms, scrape_timeout: 250ms, evaluation_interval: 1s}
            rule_files: ['%s']
            scrape_configs:
              - job_name: sonde
                metrics_path: /metrics
                static_configs: [{targets: ['127.0.0.1:%d']}]
            """
                .formatted(rules.toAbsolutePath(), scraped));
    var process =
        new ProcessBuilder(
                Tools.prometheus(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:0")
            .redirectErrorStream(true)
            .start();
    var port = new CompletableFuture<Integer>();
    Thread.ofVirtual().start(() -> read(process, port));
    boolean started = false;
    try {
      var prometheus = new Prometheus(process, port.get(60, TimeUnit.SECONDS));
      started = true;
      return prometheus;
    } finally {
      if (!started) {
        process.destroyForcibly();
      }
    }
  }

  private static void read(Process process, CompletableFuture<Integer> port) {
    var log = new StringBuilder();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        var found = LISTENS.matcher(line);
        if (found.find()) {
          port.complete(Integer.valueOf(found.group(1)));
        }
        if (!port.isDone()) {
          log.append(line).append('\n');
        }
      }
    } catch (IOException e) {
      port.completeExceptionally(e);
    }
    port.completeExceptionally(new IllegalStateException("Prometheus ended: " + log));
  }

  /** What a query gives now. */
  public JsonArray query(String expression) throws Exception {
    return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
        .getAsJsonArray("result");
  }

  /** An endpoint of the API. */
  public JsonObject get(String path) throws Exception {
    var answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalArgumentException(path + ": " + answer.body());
    }
    return JsonParser.parseString(answer.body()).getAsJsonObject().getAsJsonObject("data");
  }

  @Override
  public void close() {
    client.close();
    // Its files go with the folder, so it must have ended.
    process.destroyForcibly().onExit().join();
  }
}
