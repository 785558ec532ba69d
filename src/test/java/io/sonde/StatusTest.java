package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Await;
import io.sonde.testing.RawServer;
import io.sonde.testing.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The status page, over HTTP. */
class StatusTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static RawServer api;
  private static Sonde sonde;

  @BeforeAll
  static void start() throws Exception {
    api =
        RawServer.start((request, wire) -> {
          if (request.path().equals("/state")) {
            wire.json("{\"answer\": 42}");
          } else {
            wire.status("500 Internal Server Error");
          }
        });
    sonde =
        Sonde.start(
            Settings.of(
                """
                simulation: {enabled: false}
                targets:
                  - {name: good, http: {url: "%1$s"}}
                  - {name: bad, http: {url: "%1$s/broken"}}
                collectors:
                  - name: state
                    targets: [good, bad]
                    every: 1h
                    timeout: 10s
                    get: /state
                    metrics:
                      - {name: answer, type: gauge, help: The answer., value: answer}
                      - {name: nothing, type: gauge, help: None., value: nothing, on-missing: skip}
                """
                    .formatted(api.url())));
    Await.until(() -> get("/observe/health/ready").statusCode(), status -> status == 200);
  }

  @AfterAll
  static void stop() throws Exception {
    sonde.close();
    api.close();
    CLIENT.close();
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return send("GET", path);
  }

  private static HttpResponse<String> send(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + sonde.port() + path);
    return CLIENT.send(
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/status"})
  void thePageIsHtmlThatRefersToThisHostAlone(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
    assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
    assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
    assertThat(answer.headers().firstValue("content-security-policy").orElseThrow())
        .startsWith("default-src 'none';")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(answer.body())
        .startsWith("<!doctype html>")
        .doesNotContainPattern("(?:src|href|action)=\"[a-z]*:?//")
        .doesNotContain("style=", "onclick", "<style")
        .contains("1 of 2 collections has trouble", "read: GET", "/broken/state: answered 500");
  }

  @ParameterizedTest
  @CsvSource({
    "/status.css, text/css; charset=utf-8",
    "/status.js, text/javascript; charset=utf-8",
    "/status.svg, image/svg+xml",
    "/status.json, application/json"
  })
  void whatIsBehindThePageHasItsType(String path, String type) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains(type);
    assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
    assertThat(answer.body()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/status", "/status.json", "/status.css"})
  void headGivesTheLengthAloneAndOtherMethodsAreRefused(String path) throws Exception {
    HttpResponse<String> head = send("HEAD", path);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValueAsLong("content-length").orElse(0)).isPositive();
    assertThat(head.body()).isEmpty();
    HttpResponse<String> post = send("POST", path);
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("allow")).contains("GET, HEAD");
  }

  @Test
  void rowsAreForUsersOfTheWebConfiguration() throws Exception {
    HttpResponse<String> answer = get("/status/explain?collector=state&target=good");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("basic_auth_users", "--web.config.file");
    assertThat(get("/status").body()).contains("status/explain?collector=state&amp;target=good");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?page=0 | page: expected a number from 1",
        "?page=x | page: expected a number from 1",
        "?page=1&page=2 | page: expected once",
        "?state=<b> | state: expected one of stale, failing, never-run, does-not-apply, up",
        "?colour=red | unknown parameter: expected one of [page, state, text]"
      })
  void aParameterThatIsNoneIsRefused(String query, String message) throws Exception {
    for (String path : new String[] {"/status", "/status.json"}) {
      HttpResponse<String> answer = get(path + query.replace("<", "%3C").replace(">", "%3E"));
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).isEqualTo(message + "\n");
      assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
    }
  }
}
