package io.sonde.targets.http;

import static io.sonde.targets.http.HttpReads.get;
import static io.sonde.targets.http.HttpReads.post;
import static io.sonde.targets.http.HttpReads.read;
import static io.sonde.targets.http.HttpReads.target;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Secret;
import io.sonde.targets.http.config.HttpQueryConfig;
import io.sonde.testing.RawServer;
import io.sonde.testing.RawServer.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent, and what is made of each answer. */
class HttpTargetTest {
  private static final String QUEUES = "[{\"name\": \"a\", \"n\": 1}, {\"name\": \"b\", \"n\": 2}]";

  @TempDir Path folder;

  @Test
  void readsRows() throws Exception {
    try (RawServer server = RawServer.start((request, wire) -> wire.json(QUEUES));
        HttpTarget target = target(server.url()).build()) {
      assertThat(target.name()).isEqualTo("api");
      assertThat(read(target, get("/api/queues", "$[*]"), "name", "n"))
          .containsExactly("a,1", "b,2");
      Request request = server.lastRequest();
      assertThat(request.method()).isEqualTo("GET");
      assertThat(request.path()).isEqualTo("/api/queues");
      assertThat(request.headers())
          .containsEntry("accept", "application/json, */*;q=0.5")
          .containsEntry("accept-encoding", "gzip")
          .containsEntry("user-agent", "sonde")
          .doesNotContainKeys("authorization", "content-type", "upgrade");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'',      /api,             /api",
    "/,       /api,             /api",
    "/base,   /api,             /base/api",
    "/base/,  /api?a=1&b=%2F%20, /base/api?a=1&b=%2F%20",
    "/a%2Fb,  /vhosts/%2F/x,    /a%2Fb/vhosts/%2F/x",
  })
  void joinsBaseAndPath(String base, String path, String expected) throws Exception {
    try (RawServer server = RawServer.start((request, wire) -> wire.json("{}"));
        HttpTarget target = target(server.url() + base).build()) {
      read(target, get(path, "$"), "a");
      assertThat(server.lastRequest().path()).isEqualTo(expected);
    }
  }

  @Test
  void sendsMethodAndBody() throws Exception {
    try (RawServer server = RawServer.start((request, wire) -> wire.json("{\"n\": 1}"));
        HttpTarget target = target(server.url()).build()) {
      HttpQueryConfig search = post("/_search", "{\"größe\": 0}");
      assertThat(read(target, search, "n")).containsExactly("1");
      Request request = server.lastRequest();
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.body()).isEqualTo("{\"größe\": 0}");
      assertThat(request.headers()).containsEntry("content-type", "application/json");
    }
  }

  @Test
  void sendsHeadersAndReadsSecretsAgain() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "first\n");
    Map<String, Secret> headers =
        Map.of("X-Api-Key", Secret.of("key"), "Accept", Secret.of("application/vnd.api+json"));
    try (RawServer server = RawServer.start((request, wire) -> wire.json("{}"));
        HttpTarget target =
            target(server.url()).headers(headers).bearerToken(Secret.inFile(token)).build()) {
      read(target, get("/", "$"), "a");
      assertThat(server.lastRequest().headers())
          .containsEntry("x-api-key", "key")
          .containsEntry("accept", "application/vnd.api+json")
          .containsEntry("authorization", "Bearer first");

      Files.writeString(token, "second\n");
      read(target, get("/", "$"), "a");
      assertThat(server.lastRequest().headers()).containsEntry("authorization", "Bearer second");
      assertThat(server.accepted()).isEqualTo(1);

      Files.delete(token);
      failed(() -> read(target, get("/", "$"), "a"), Reason.CONNECT, 0)
          .withMessage("cannot read the secret file " + token + ": there is no such file");
    }
  }

  @Test
  void sendsBasicAuth() throws Exception {
    try (RawServer server = RawServer.start((request, wire) -> wire.json("{}"));
        HttpTarget target = target(server.url()).basicAuth("müller", "s:ö").build()) {
      read(target, get("/", "$"), "a");
      String pair = Base64.getEncoder().encodeToString("müller:s:ö".getBytes(UTF_8));
      assertThat(server.lastRequest().headers()).containsEntry("authorization", "Basic " + pair);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "401 Unauthorized, AUTH",
    "403 Forbidden, READ",
    "404 Not Found, READ",
    "500 Internal Server Error, READ",
    "503 Busy, READ",
    "304 Not Modified, READ",
    "418 Teapot, READ"
  })
  void otherStatusesFail(String status, Reason reason) throws Exception {
    try (RawServer server = RawServer.start((request, wire) -> wire.status(status));
        HttpTarget target = target(server.url()).build()) {
      int code = Integer.parseInt(status.substring(0, 3));
      for (int i = 0; i < 3; i++) {
        failed(() -> read(target, get("/a?token=hunter2", "$"), "a"), reason, code)
            .withMessage("GET %s/a: answered %d".formatted(server.url(), code));
      }
      assertThat(server.accepted()).as("a status is no failure of the connection").isEqualTo(1);
    }
  }

  @Test
  void refusedPathKeepsNoOtherPathAway() throws Exception {
    try (RawServer server = RawServer.start((request, wire) -> wire.status("401 Unauthorized"));
        HttpTarget target = target(server.url()).build()) {
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(() -> read(target, get("/a", "$"), "a"))
          .matches(ReadException::isOfQuery);
    }
  }

  @Test
  void statusesThatAreConfiguredSucceed() throws Exception {
    byte[] body = "{\"state\": \"red\"}".getBytes(UTF_8);
    try (RawServer server =
            RawServer.start(
                (request, wire) -> wire.answer("503 Unavailable", "application/json", body));
        HttpTarget target = target(server.url()).statuses(500, 503).build()) {
      int status =
          target
              .prepare(get("/health", "$"), Fields.of(Set.of("state")))
              .read(Reading.within(HttpReads.LONG), row -> {});
      assertThat(status).isEqualTo(503);
      assertThat(read(target, get("/health", "$"), "state")).containsExactly("red");
    }
  }

  @Test
  void anEndlessFailureIsStillItsStatus() throws Exception {
    try (RawServer server =
            RawServer.start((request, wire) -> {
              wire.send("HTTP/1.1 500 Oops\r\nTransfer-Encoding: chunked\r\n\r\n");
              while (true) {
                wire.send("10000\r\n" + "x".repeat(0x10000) + "\r\n");
              }
            });
        HttpTarget target = target(server.url()).build()) {
      failed(() -> read(target, get("/", "$"), "a"), Reason.READ, 500);
      server.awaitOpen(0);
    }
  }

  @Test
  void noContentIsNoRows() throws Exception {
    try (RawServer server =
            RawServer.start((request, wire) -> wire.send("HTTP/1.1 204 No Content\r\n\r\n"));
        HttpTarget target = target(server.url()).build()) {
      assertThat(read(target, get("/jobs", "$[*]"), "a")).isEmpty();
      assertThat(read(target, get("/jobs", "$[*]"), "a")).isEmpty();
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void whatIsOnlyTimedNeedNotBeJson() throws Exception {
    try (RawServer server =
            RawServer.start(
                (request, wire) -> wire.answer("200 OK", "text/plain", "OK".getBytes(UTF_8)));
        HttpTarget target = target(server.url()).build()) {
      assertThat(read(target, get("/", "$"))).containsExactly("");
      failed(() -> read(target, get("/", "$[*]")), Reason.READ, 200);
      failed(() -> read(target, get("/", "$"), "a"), Reason.READ, 200);
    }
  }

  @Test
  void understandsGzip() throws Exception {
    try (RawServer server =
            RawServer.start((request, wire) ->
                wire.answer(
                    "200 OK",
                    "application/json",
                    zipped(QUEUES.getBytes(UTF_8)),
                    "Content-Encoding: gzip"));
        HttpTarget target = target(server.url()).build()) {
      assertThat(read(target, get("/", "$[*]"), "name")).containsExactly("a", "b");
    }
  }

  @Test
  void boundsTheBody() throws Exception {
    byte[] bomb = zipped(" ".repeat(100_000_000).getBytes(UTF_8));
    assertThat(bomb.length).isLessThan(1_000_000);
    byte[] members = new byte[2_000_000]; // of gzip, all of them empty
    byte[] member = zipped(new byte[0]);
    for (int i = 0; i < members.length; i++) {
      members[i] = member[i % member.length];
    }
    try (RawServer server =
            RawServer.start((request, wire) -> {
              switch (request.path()) {
                case "/length" -> wire.send("HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n");
                case "/chunk" ->
                    wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nBEBC200\r\n");
                case "/bomb" ->
                    wire.answer("200 OK", "application/json", bomb, "Content-Encoding: gzip");
                case "/fits" -> wire.json("[" + " ".repeat(999_997) + "1]");
                case "/members" ->
                    wire.answer("200 OK", "application/json", members, "Content-Encoding: gzip");
                default -> wire.send("HTTP/1.1 200 OK\r\n\r\n");
              }
              while (!Set.of("/fits", "/bomb", "/members").contains(request.path())) {
                wire.send(" ".repeat(100_000));
              }
            });
        HttpTarget target = target(server.url()).maxBody(1_000_000).build()) {
      for (String path : Set.of("/length", "/chunk", "/endless")) {
        failed(() -> read(target, get(path, "$"), "a"), Reason.LIMIT, 200)
            .withMessage(
                "GET %s%s: the answer is larger than 1,000,000 bytes"
                    .formatted(server.url(), path));
        server.awaitOpen(0);
      }
      failed(() -> read(target, get("/bomb", "$"), "a"), Reason.LIMIT, 200)
          .withMessageEndingWith(
              "/bomb: the answer is larger than 1,000,000 bytes after decompression");
      failed(() -> read(target, get("/members", "$"), "a"), Reason.LIMIT, 200)
          .withMessageEndingWith("/members: the answer is larger than 1,000,000 bytes");
      assertThat(read(target, get("/fits", "$[*]"), "$")).containsExactly("1");
    }
  }

  @Test
  void refusesWhatIsNoJson() throws Exception {
    try (RawServer server =
            RawServer.start((request, wire) -> {
              switch (request.path()) {
                case "/html" ->
                    wire.answer("200 OK", "text/html; charset=utf-8", "<p>login".getBytes(UTF_8));
                case "/text" -> wire.answer("200 OK", "text/plain", "{\"n\":1}".getBytes(UTF_8));
                case "/half" -> wire.json("{\"n\": 1, \"m\"");
                case "/more" -> wire.json("{\"n\": 1} {}");
                case "/empty" -> wire.json("");
                case "/deep" -> wire.json("[".repeat(1_000_000));
                case "/twice" -> wire.json("{\"n\": 1, \"n\": 2}");
                case "/bytes" ->
                    wire.answer("200 OK", "application/json", "\"é\"".getBytes(ISO_8859_1));
                case "/latin" ->
                    wire.answer(
                        "200 OK",
                        "application/json;charset=\"ISO-8859-1\"",
                        "{\"n\": \"é\"}".getBytes(ISO_8859_1));
                case "/martian" ->
                    wire.answer(
                        "200 OK", "application/json; charset=martian", "{}".getBytes(UTF_8));
                case "/mark" -> wire.json("\uFEFF{\"n\": \"é\"}");
                case "/utf16" ->
                    wire.answer("200 OK", "application/json", "{\"n\": \"é\"}".getBytes(UTF_16));
                case "/br" ->
                    wire.answer(
                        "200 OK", "application/json", "{}".getBytes(UTF_8), "Content-Encoding: br");
                case "/nozip" ->
                    wire.answer(
                        "200 OK",
                        "application/json",
                        "{}".getBytes(UTF_8),
                        "Content-Encoding: gzip");
                default -> wire.status("404 Not Found");
              }
            });
        HttpTarget target = target(server.url()).build()) {
      noJson(target, server.url(), "/html", "expected JSON, found text/html; charset=utf-8");
      noJson(
          target,
          server.url(),
          "/half",
          "not JSON at line 1, column 13: expected more input, found the end");
      noJson(
          target,
          server.url(),
          "/more",
          "not JSON at line 1, column 10: expected nothing after the document");
      noJson(
          target,
          server.url(),
          "/empty",
          "not JSON at line 1, column 1: expected a value, found the end");
      noJson(
          target,
          server.url(),
          "/deep",
          "not JSON at line 1, column 202: nested deeper than 200 levels");
      noJson(target, server.url(), "/bytes", "the body is not UTF-8");
      noJson(
          target,
          server.url(),
          "/martian",
          "the character set is not known: application/json; charset=martian");
      noJson(target, server.url(), "/br", "expected the content encoding gzip or none, found br");
      noJson(target, server.url(), "/nozip", "the gzip body is broken: Not in GZIP format");
      assertThat(read(target, get("/text", "$"), "n")).containsExactly("1");
      assertThat(read(target, get("/twice", "$"), "n")).containsExactly("2");
      assertThat(read(target, get("/latin", "$"), "n")).containsExactly("é");
      assertThat(read(target, get("/mark", "$"), "n")).containsExactly("é");
      assertThat(read(target, get("/utf16", "$"), "n")).containsExactly("é");
      assertThat(server.accepted()).as("what is left of /deep is not read").isEqualTo(2);
    }
  }

  @Test
  void whatTheRowsCannotGiveHasTheStatusToo() throws Exception {
    try (RawServer server = RawServer.start((request, wire) -> wire.json("{\"a\": {}}"));
        HttpTarget target = target(server.url()).build()) {
      failed(() -> read(target, get("/", "$"), "a"), Reason.MAPPING, 200)
          .withMessage("field 'a': expected a number, a text or a boolean, found an object");
    }
  }

  private static void noJson(HttpTarget target, String url, String path, String message) {
    failed(() -> read(target, get(path, "$"), "n"), Reason.READ, 200)
        .withMessage("GET " + url + path + ": " + message);
  }

  private static ThrowableAssertAlternative<ReadException> failed(
      ThrowingCallable read, Reason reason, int status) {
    return assertThatExceptionOfType(ReadException.class)
        .isThrownBy(read)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
        .satisfies(e -> assertThat(e.status()).isEqualTo(status));
  }

  private static byte[] zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(bytes);
    }
    return zipped.toByteArray();
  }
}
