package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Await;
import io.sonde.testing.CapturedLog;
import io.sonde.testing.Raw;
import io.sonde.testing.Settings;
import io.sonde.web.AccessLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** Requests in the access log, through the door. */
class AccessLogTest {
  @TempDir private static Path folder;
  private static Sonde sonde;

  @BeforeAll
  static void start() throws Exception {
    Path web =
        Files.writeString(
            folder.resolve("web.yml"),
            "basic_auth_users:\n  'al\"i': " + BCrypt.hashpw("pw", BCrypt.gensalt(4)) + "\n");
    sonde = Sonde.start(Settings.of("prefix: myapp\nweb-config: " + web.toAbsolutePath() + "\n"));
  }

  @AfterAll
  static void stop() {
    sonde.close();
  }

  private static String login(String request) {
    byte[] pair = "al\"i:pw".getBytes(StandardCharsets.UTF_8);
    return request.replaceFirst(
        "\r\n", "\r\nAuthorization: Basic " + Base64.getEncoder().encodeToString(pair) + "\r\n");
  }

  /** With a length twice. */
  private static String withoutSense(String request) {
    String length = "\r\nContent-Length: 0";
    return request.replace("\r\n\r\n", length + length + "\r\n\r\n");
  }

  private static List<String> logged(int lines, String... requests) throws Exception {
    try (var log = new CapturedLog(AccessLog.LOGGER)) {
      for (String request : requests) {
        try (var raw = Raw.connect(sonde.port())) {
          var _ =
              request.startsWith("HEAD") ? raw.send(request).head() : raw.send(request).answer();
        }
      }
      return Await.until(log::lines, found -> found.size() >= lines).stream()
          .map(line -> line.replaceAll("\\d+\\.\\d{6}", "S").replaceAll(" [1-9]\\d+ S", " N S"))
          .toList();
    }
  }

  @Test
  void eachAnswerIsALine() throws Exception {
    assertThat(
            logged(
                8,
                login(Raw.get("/metrics?name[]=s3cret")),
                login(Raw.get("/version")),
                login(Raw.get("/nothing")),
                login(Raw.get("/observe/health/live")),
                login(Raw.request("POST", "/version")),
                login(Raw.request("HEAD", "/metrics")),
                Raw.get("/version"),
                withoutSense(Raw.get("/version"))))
        .containsExactlyInAnyOrder(
            "INFO 127.0.0.1 \"al\\\"i\" \"GET /metrics?\" 200 0 S",
            "INFO 127.0.0.1 \"al\\\"i\" \"GET /version\" 200 N S",
            "INFO 127.0.0.1 \"al\\\"i\" \"GET /nothing\" 404 N S",
            "INFO 127.0.0.1 \"al\\\"i\" \"GET /observe/health/live\" 200 N S",
            "INFO 127.0.0.1 \"al\\\"i\" \"POST /version\" 405 N S",
            "INFO 127.0.0.1 \"al\\\"i\" \"HEAD /metrics\" 200 0 S",
            "INFO 127.0.0.1 - \"GET /version\" 401 N S",
            "INFO 127.0.0.1 - \"GET /version\" 400 N S");
  }

  @Test
  void longPathsAreCutAndQuotesEscaped() throws Exception {
    assertThat(logged(2, Raw.get("/" + "x".repeat(1_000)), Raw.get("/a%22%20200%0a")))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).hasSizeLessThan(300).contains("xxx…\" 401 "),
            line -> assertThat(line).contains("\"GET /a%22%20200%0a\" 401 "));
  }

  @Test
  void offUnlessItsLoggerHasALevel() throws Exception {
    try (var log = new CapturedLog("io.sonde")) {
      Raw.exchange(sonde.port(), login(Raw.get("/version")));
      assertThat(log.lines()).isEmpty();
    }
  }
}
