package io.sonde.bench;

import static java.util.stream.Collectors.joining;

import io.sonde.Sonde;
import io.sonde.testing.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Bytes and time of the status page with 1,000 collections, each with 60 runs, over HTTP on this
 * machine.
 *
 * <p>Arguments: collections (1000), pages to measure (40). A minute passes until there are 60 runs.
 */
public final class StatusBench {
  private StatusBench() {}

  public static void main(String[] args) throws Exception {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    int pages = args.length > 1 ? Integer.parseInt(args[1]) : 40;
    try (var sonde = Sonde.start(Settings.of(configuration(count)));
        var client = HttpClient.newHttpClient()) {
      Thread.sleep(70_000); // 60 runs, and the compiler
      for (String path :
          new String[] {"/status", "/status?page=20", "/status?state=failing", "/status.json"}) {
        measure(client, "http://127.0.0.1:" + sonde.port() + path, pages);
      }
    }
  }

  private static void measure(HttpClient client, String url, int pages) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    double[] millis = new double[pages];
    int bytes = 0;
    for (int n = -pages; n < pages; n++) {
      long begin = System.nanoTime();
      HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
      if (n >= 0) {
        millis[n] = (System.nanoTime() - begin) / 1e6;
      }
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(url + ": " + answer.statusCode());
      }
      bytes = answer.body().length;
    }
    Arrays.sort(millis);
    System.out.printf(
        "%-50s %,d bytes, median %.1f ms, slowest %.1f ms%n",
        url, bytes, millis[pages / 2], millis[pages - 1]);
  }

  /** A tenth of the targets cannot be reached. */
  private static String configuration(int count) {
    var yaml =
        new StringBuilder(
            """
            prefix: bench
            simulation: {enabled: false}
            collectors:
              - name: memory
                targets: [%s]
                every: 1s
                timeout: 900ms
                mbeans: java.lang:type=Memory
                metrics:
                  - {name: heap_bytes, type: gauge, help: Used heap., value: HeapMemoryUsage.used}
                  - {name: nothing, type: gauge, help: None., value: None}
            targets:
            """
                .formatted(
                    IntStream.range(0, count).mapToObj(n -> "t" + n).collect(joining(", "))));
    for (int n = 0; n < count; n++) {
      String url = n % 10 == 9 ? "127.0.0.1:9" : "local";
      yaml.append("  - {name: t%d, jmx: {url: \"%s\"}}%n".formatted(n, url));
    }
    return yaml.toString();
  }
}
