package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Await;
import io.sonde.testing.CapturedLog;
import io.sonde.testing.Raw;
import io.sonde.testing.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A fresh collection on demand, over HTTP. */
class ProbeTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicBoolean silent = new AtomicBoolean();
  private final List<Socket> accepted = new CopyOnWriteArrayList<>();
  private ServerSocket api;
  private @Nullable Sonde sonde;

  @BeforeEach
  void start() throws Exception {
    api = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  private void start(String timeout) throws StartException {
    sonde =
        Sonde.start(
            Settings.of(
                """
                targets:
                  - {name: api, http: {url: "http://127.0.0.1:%d"}}
                collectors:
                  - name: state
                    targets: [api]
                    every: 1h
                    timeout: %s
                    get: /state
                    metrics:
                      - {name: answer, type: gauge, help: The answer., value: answer}
                """
                    .formatted(api.getLocalPort(), timeout)));
  }

  @AfterEach
  void stop() throws IOException {
    if (sonde != null) {
      sonde.close();
    }
    api.close();
    for (Socket socket : accepted) {
      socket.close();
    }
    client.close();
  }

  /** Answers each request, or none while it is silent. */
  private void serve() {
    while (!api.isClosed()) {
      try {
        Socket socket = api.accept();
        accepted.add(socket);
        Thread.ofVirtual().start(() -> answer(socket));
      } catch (IOException _) {
        return; // closed
      }
    }
  }

  private void answer(Socket socket) {
    try (var in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.isEmpty() && !silent.get()) {
          String answer =
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n"
                  + "{\"answer\":42}";
          socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException _) {
      // the other side is gone
    }
  }

  private int port() {
    return Objects.requireNonNull(sonde).port();
  }

  private HttpResponse<String> probe(String query, String... headers) throws Exception {
    return get("/probe" + query, headers);
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void onlyWhatIsConfiguredCanBeProbed() throws Exception {
    start("5s");
    var expected =
        Map.of(
            "", "collector: expected one of state\n",
            "?target=api", "collector: expected one of state\n",
            "?collector=nothing&target=api", "collector: expected one of state\n",
            "?collector=state", "target: expected one of api\n",
            "?collector=state&target=http://127.0.0.1/", "target: expected one of api\n",
            "?collector=state&target=api&target=api", "target: expected one of api\n");
    for (var mistake : expected.entrySet()) {
      HttpResponse<String> answer = probe(mistake.getKey());
      assertThat(answer.statusCode()).as(mistake.getKey()).isEqualTo(400);
      assertThat(answer.body()).as(mistake.getKey()).isEqualTo(mistake.getValue());
    }
    HttpResponse<String> soon =
        probe("?collector=state&target=api", "X-Prometheus-Scrape-Timeout-Seconds", "soon");
    assertThat(soon.statusCode()).isEqualTo(400);
    assertThat(soon.body())
        .isEqualTo("X-Prometheus-Scrape-Timeout-Seconds: expected a number of seconds\n");
    URI uri = URI.create("http://127.0.0.1:" + port() + "/probe");
    HttpResponse<String> deleted =
        client.send(HttpRequest.newBuilder(uri).DELETE().build(), BodyHandlers.ofString());
    assertThat(deleted.statusCode()).isEqualTo(405);
    assertThat(deleted.headers().firstValue("Allow")).hasValue("GET, HEAD");
  }

  @Test
  void prometheusTimeoutBoundsIt() throws Exception {
    start("1h");
    String up = "sonde_collection_up{collector=\"state\",target=\"api\"} ";
    // the one turn of the schedule has to be over: it would hang at the silent server
    Await.until(() -> get("/metrics").body(), scrape -> scrape.contains(up + "1.0\n"));
    assertThat(probe("?collector=state&target=api").body())
        .contains(up + "1.0\n")
        .contains("myapp_answer{target=\"api\"} 42.0\n");
    silent.set(true);
    HttpResponse<String> late =
        Await.until(
            () ->
                probe("?collector=state&target=api", "X-Prometheus-Scrape-Timeout-Seconds", "0.75"),
            answer -> answer.statusCode() == 200);
    assertThat(late.body())
        .startsWith("# collector state, target api: failed, reason: timeout\n")
        .contains(up + "0.0\n")
        .doesNotContain("myapp_answer");
  }

  @Test
  void aTurnThatIsTakenIsNotWaitedFor() throws Exception {
    silent.set(true);
    start("1h");
    // the first turn of the schedule hangs at the silent server, until Sonde is closed
    HttpResponse<String> answer =
        Await.until(
            () ->
                probe("?collector=state&target=api", "X-Prometheus-Scrape-Timeout-Seconds", "0.6"),
            a -> a.statusCode() == 503);
    assertThat(answer.body()).isEqualTo("503 Service Unavailable\n");
  }

  @Test
  void probesHaveHalfOfThePlacesAndScrapesTheRest() throws Exception {
    sonde =
        Sonde.start(
            Settings.of(
                """
                server: {shutdown-grace-period: PT0.05S}
                exposition: {max-in-flight: 2}
                targets:
                  - {name: api, http: {url: "http://127.0.0.1:%1$d"}}
                  - {name: other, http: {url: "http://127.0.0.1:%1$d"}}
                collectors:
                  - name: state
                    targets: [api, other]
                    every: 1h
                    get: /state
                    metrics:
                      - {name: answer, type: gauge, help: The answer., value: answer}
                """
                    .formatted(api.getLocalPort())));
    Await.until(
        () -> get("/metrics").body(),
        scrape ->
            scrape.contains("sonde_collection_up{collector=\"state\",target=\"api\"} 1.0\n")
                && scrape.contains(
                    "sonde_collection_up{collector=\"state\",target=\"other\"} 1.0\n"));
    silent.set(true);
    var hanging =
        client.sendAsync(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + port() + "/probe?collector=state&target=api"))
                .header("X-Prometheus-Scrape-Timeout-Seconds", "120")
                .build(),
            BodyHandlers.ofString());
    Await.until(
        () -> get("/metrics?name%5B%5D=sonde_in_use").body(),
        scrape -> scrape.contains("sonde_in_use{name=\"probes\"} 1.0"));

    // without the bound it would wait for the silent server as well
    HttpResponse<String> further = probe("?collector=state&target=other");

    assertThat(further.statusCode()).isEqualTo(503);
    HttpResponse<String> scrape = get("/metrics");
    assertThat(scrape.statusCode()).isEqualTo(200);
    assertThat(scrape.body())
        .contains("sonde_limit{name=\"answers\"} 2.0")
        .contains("sonde_limit{name=\"probes\"} 1.0")
        .contains("sonde_shed_total{name=\"probes\"} 1.0");
    assertThat(hanging).isNotDone();
    hanging.cancel(true);
  }

  @Test
  void aQueryThatIsNoneIsTheClientsMistakeAndNoStackTrace() throws Exception {
    start("2s");
    try (var log = new CapturedLog("io")) {
      String answer = Raw.exchange(port(), Raw.get("/probe?collector=%&target=api"));

      assertThat(answer).startsWith("HTTP/1.1 400 ");
      assertThat(log.lines()).noneMatch(line -> line.contains("Exception"));
    }
  }
}
