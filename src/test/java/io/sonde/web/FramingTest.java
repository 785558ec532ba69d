package io.sonde.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.metrics.BuildInfo;
import io.sonde.testing.CapturedLog;
import io.sonde.testing.Raw;
import io.sonde.testing.Settings;
import io.sonde.web.answers.AnswerPermits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as no client library would send them; after each, the service still answers. */
class FramingTest {
  private static HttpServer server;

  @BeforeAll
  static void start() throws IOException {
    server =
        HttpServer.start(
            Settings.of("prefix: myapp").helidon(),
            BuildInfo.read(),
            List.of(routing -> routing.any("/", (_, response) -> response.send("OK"))),
            List.of(),
            new AnswerPermits(1),
            List.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void stillAnswers() throws IOException {
    assertThat(Raw.exchange(server.port(), Raw.get("/"))).endsWith("\r\n\r\nOK");
  }

  /** What follows such a request is never read as another: it would be a 404. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          413 | Content-Length: 5
          413 | Content-Length: 99999999999
          413 | Content-Length: 5~Expect: 100-continue
          413 | Transfer-Encoding: chunked
          413 | Transfer-Encoding: Chunked
          413 | Transfer-Encoding: chunked~Expect: 100-continue
          413 | Content-Length: +5
          400 | Content-Length: +0
          400 | Content-Length: -5
          400 | Content-Length: -0
          400 | Content-Length: 0x5
          400 | Content-Length: 5 5
          400 | Content-Length: 0,5
          400 | Content-Length: 0, 0
          400 | Content-Length: five
          400 | Content-Length: 99999999999999999999
          400 | Content-Length:
          400 | Content-Length: 0~Content-Length: 5
          400 | Content-Length: 0~Content-Length: 0
          400 | Content-Length : 5
          400 | Transfer-Encoding: chunked~Content-Length: 0
          400 | Content-Length: 0~Transfer-Encoding: chunked
          400 | Content-Length: 0~Transfer-Encoding: identity
          400 | Transfer-Encoding: gzip, chunked
          400 | Transfer-Encoding: chunked, chunked
          400 | Transfer-Encoding: chunked~Transfer-Encoding: chunked
          400 | Transfer-Encoding: xchunked
          400 | Transfer-Encoding:
          400 | Transfer-Encoding : chunked
          400 | X: a~ Content-Length: 5
          """)
  void bodiesAndConflictingLengthsAreRefusedAndEndTheConnection(int status, String headers)
      throws IOException {
    try (var raw = Raw.connect(server.port())) {
      raw.send(
          "GET / HTTP/1.1\r\nHost: localhost\r\n"
              + headers.replace("~", "\r\n")
              + "\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
              + Raw.get("/smuggled"));

      assertThat(raw.answer())
          .startsWith("HTTP/1.1 " + status + " ")
          .contains("\r\nConnection: close\r\n")
          .containsPattern("\r\n\r\n" + status + " [A-Za-z ]+\n$");
      assertThat(raw.rest()).isEmpty();
    }
  }

  @Test
  void noBodyIsNoBodyHoweverItIsSaid() throws IOException {
    try (var raw = Raw.connect(server.port())) {
      raw.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n" + Raw.get("/"));

      assertThat(raw.answer()).endsWith("\r\n\r\nOK");
      assertThat(raw.answer()).endsWith("\r\n\r\nOK");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"close", "Close", "keep-alive, close", "keep-alive\r\nConnection: close"})
  void aConnectionEndsWhenTheClientSaysSo(String connection) throws IOException {
    try (var raw = Raw.connect(server.port())) {
      raw.send(
          "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: %s\r\n\r\n".formatted(connection)
              + Raw.get("/"));

      assertThat(raw.answer()).contains("\r\nConnection: close\r\n").endsWith("\r\n\r\nOK");
      assertThat(raw.rest()).isEmpty();
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
    try (var raw = Raw.connect(server.port())) {
      raw.send((Raw.get("/") + Raw.get("/nothing")).repeat(50));
      for (int i = 0; i < 50; i++) {
        assertThat(raw.answer()).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nOK");
        assertThat(raw.answer()).startsWith("HTTP/1.1 404 ").endsWith("\r\n\r\n404 Not Found\n");
      }
    }
  }

  @Test
  void aHalfClosedConnectionGetsItsAnswers() throws IOException {
    try (var raw = Raw.connect(server.port())) {
      raw.send(Raw.get("/") + Raw.get("/")).halfClose();

      assertThat(raw.answer()).endsWith("\r\n\r\nOK");
      assertThat(raw.answer()).endsWith("\r\n\r\nOK");
      assertThat(raw.rest()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "G",
        "GET / HTT",
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\n"
      })
  void halfARequestAndNoMoreIsNoRequestAndNoNews(String half) throws IOException {
    try (var log = new CapturedLog("io.helidon.webserver.http1.Http1Connection");
        var raw = Raw.connect(server.port())) {
      raw.send(half).halfClose();

      assertThat(raw.rest()).doesNotContain("200 OK");
      assertThat(log.lines()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | garbage
          400 | GET
          400 | GET /
          400 | GET / HTTP/2.0
          400 | GET / SMTP/1.1
          505 | GET / HTTP/1.0
          400 | GET  HTTP/1.1
          400 | PRI * HTTP/2.0
          """)
  void aRequestLineThatIsNoneIsABadRequest(int status, String line) throws IOException {
    String answer = Raw.exchange(server.port(), line + "\r\nHost: localhost\r\n\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 " + status + " ")
        .contains("\r\nConnection: close\r\n")
        .containsPattern("\r\n\r\n" + status + " [A-Za-z ]+\n$");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | X-None
          400 | Host: localhost
          400 | Ho st: a
          """)
  void headersThatAreNoneAreABadRequest(int status, String header) throws IOException {
    String answer =
        Raw.exchange(server.port(), "GET / HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("\r\nConnection: close\r\n");
  }

  @Test
  void noHostIsABadRequest() throws IOException {
    assertThat(Raw.exchange(server.port(), "GET / HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 400 Bad Request\r\n");
  }

  @Test
  void bytesThatAreNoHttpEndTheirConnection() throws IOException {
    byte[] clientHello = HexFormat.of().parseHex("16030100f8010000f403030d0a00ff0d0a0d0a");
    try (var raw = Raw.connect(server.port())) {
      raw.send(new String(clientHello, StandardCharsets.ISO_8859_1));

      assertThat(raw.answer()).startsWith("HTTP/1.1 400 Bad Request\r\n");
      assertThat(raw.rest()).isEmpty();
    }
  }

  @Test
  void theRequestLineIsBounded() throws IOException {
    assertThat(Raw.exchange(server.port(), Raw.get("/" + "a".repeat(8000))))
        .startsWith("HTTP/1.1 404 ");
    assertThat(Raw.exchange(server.port(), Raw.get("/" + "a".repeat(8192))))
        .startsWith("HTTP/1.1 414 ");
    // It need not end for that.
    assertThat(Raw.exchange(server.port(), "GET /" + "a".repeat(8188))).startsWith("HTTP/1.1 414 ");
  }

  @ParameterizedTest
  @CsvSource({"1, 16000, 200", "1, 16384, 400", "90, 100, 200", "90, 200, 400", "1000, 1, 431"})
  void theHeadersAreBoundedTogether(int count, int length, int status) throws IOException {
    String headers = ("X: " + "a".repeat(length) + "\r\n").repeat(count);

    assertThat(
            Raw.exchange(server.port(), "GET / HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n"))
        .startsWith("HTTP/1.1 " + status + " ");
  }
}
