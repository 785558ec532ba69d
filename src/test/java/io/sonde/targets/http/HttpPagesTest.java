package io.sonde.targets.http;

import static io.sonde.targets.http.HttpReads.pages;
import static io.sonde.targets.http.HttpReads.read;
import static io.sonde.targets.http.HttpReads.target;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Secret;
import io.sonde.targets.http.config.HttpQueryConfig;
import io.sonde.targets.http.config.HttpQueryConfig.Pages;
import io.sonde.testing.RawServer;
import io.sonde.testing.RawServer.Handler;
import io.sonde.testing.RawServer.Request;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers of several pages. */
@SuppressWarnings("StringConcatToTextBlock") // answers as they are on the wire
class HttpPagesTest {
  private static final Pages NEXT = new Pages.Next("$.next", 100);

  /** Pages of one row, {@code /items?p=1} to a last one. */
  private static Handler upTo(int last) {
    return (request, wire) -> {
      int page =
          request.path().contains("p=") ? Integer.parseInt(request.path().split("p=", 2)[1]) : 1;
      String next = page < last ? "\"/items?p=" + (page + 1) + "\"" : "null";
      wire.json("{\"items\": [{\"n\": %d}], \"next\": %s}".formatted(page, next));
    };
  }

  @Test
  void theDocumentSaysWhereItGoesOn() throws Exception {
    try (RawServer server = RawServer.start(upTo(100));
        HttpTarget target =
            target(server.url()).headers(Map.of("X-Key", Secret.of("hunter2"))).build()) {
      assertThat(read(target, pages("/items", "$.items[*]", NEXT), "n"))
          .hasSize(100)
          .startsWith("1", "2")
          .endsWith("100");
      assertThat(server.accepted()).isEqualTo(1);
      assertThat(server.requests())
          .extracting(request -> request.headers().get("x-key"))
          .containsOnly("hunter2");
    }
  }

  @Test
  void morePagesThanAreAllowedFail() throws Exception {
    try (RawServer server = RawServer.start(upTo(4));
        HttpTarget target = target(server.url()).build()) {
      failed(target, new Pages.Next("$.next", 3), Reason.LIMIT)
          .withMessage(
              "GET %s/items: expected at most 3 pages, found more".formatted(server.url()));
    }
  }

  @Test
  void theHeaderLinkSaysWhereItGoesOn() throws Exception {
    try (RawServer server =
            RawServer.start((request, wire) -> {
              boolean first = request.path().equals("/items");
              String link =
                  first
                      ? "Link: </items?p=0>; rel=\"prev\", </items?p=2>; title=\"a, b\";"
                          + " rel=\"last next\""
                      : "Link: </items>; rel=prev";
              wire.answer(
                  "200 OK",
                  "application/json",
                  (first ? "[{\"n\": 1}]" : "[{\"n\": 2}]").getBytes(UTF_8),
                  link);
            });
        HttpTarget target = target(server.url()).build()) {
      assertThat(read(target, pages("/items", "$[*]", new Pages.Link(5)), "n"))
          .containsExactly("1", "2");
    }
  }

  @Test
  void aNumberGrowsUntilAPageHasNoRows() throws Exception {
    try (RawServer server =
            RawServer.start((request, wire) -> {
              int offset = Integer.parseInt(request.path().split("offset=", 2)[1]);
              wire.json(offset < 300 ? "[{\"n\": %d}]".formatted(offset) : "[]");
            });
        HttpTarget target = target(server.url()).build()) {
      Pages pages = new Pages.Numbered("offset", 0, 100, 10);
      assertThat(read(target, pages("/items?a=b", "$[*]", pages), "n"))
          .containsExactly("0", "100", "200");
      assertThat(server.requests())
          .extracting(Request::path)
          .containsExactly(
              "/items?a=b&offset=0",
              "/items?a=b&offset=100",
              "/items?a=b&offset=200",
              "/items?a=b&offset=300");
    }
  }

  @Test
  void anApiThatDoesNotKnowTheNumberIsNoticed() throws Exception {
    try (RawServer server = RawServer.start((request, wire) -> wire.json("[{\"n\": 1}]"));
        HttpTarget target = target(server.url()).build()) {
      failed(target, new Pages.Numbered("page", 1, 1, 100), Reason.READ)
          .withMessageEndingWith("page 2 is the same as the one before it");
      assertThat(server.requests()).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/items                  | the next page of page 1 was read before",
        "?                       | the next page of page 2 was read before",
        "http://169.254.169.254/ | the next page is on another origin, http://169.254.169.254",
        "//example.test/items    | the next page is on another origin, http://example.test",
        "https://127.0.0.1/      | the next page is on another origin, https://127.0.0.1",
        "file:///etc/passwd      | the next page is on another origin, unknown",
        "/a b                    | the address of the next page is not valid",
      })
  void aWrongNextPageFails(String next, String problem) throws Exception {
    try (RawServer server =
            RawServer.start(
                (request, wire) -> wire.json("{\"items\": [], \"next\": \"%s\"}".formatted(next)));
        HttpTarget target = target(server.url()).build()) {
      failed(target, NEXT, Reason.READ).withMessageEndingWith(problem);
      assertThat(server.requests()).hasSizeLessThan(3);
    }
  }

  @Test
  void aListThatIsHalfWrittenFails() throws Exception {
    try (RawServer server =
            RawServer.start((request, wire) -> {
              if (request.path().equals("/items")) {
                wire.json("{\"items\": [{\"n\": 1}], \"next\": \"/items?p=2\"}");
              } else {
                wire.send(
                    "HTTP/1.1 200 OK\r\n"
                        + "Content-Length: 100\r\n\r\n"
                        + "{\"items\": [{\"n\": 2}, {\"n\"");
                wire.hangUp();
              }
            });
        HttpTarget target = target(server.url()).build()) {
      failed(target, NEXT, Reason.READ);
    }
  }

  @Test
  void allPagesTogetherHaveOneBound() throws Exception {
    try (RawServer server =
            RawServer.start((request, wire) ->
                wire.json(
                    "{\"items\": [{\"n\": 1}], \"next\": \"%sx\"}%s"
                        .formatted(request.path(), " ".repeat(900))));
        HttpTarget target = target(server.url()).maxBody(5_000).build()) {
      failed(target, NEXT, Reason.LIMIT)
          .withMessageEndingWith("the answer is larger than 5,000 bytes");
      assertThat(server.requests()).hasSize(6);
    }
  }

  private static ThrowableAssertAlternative<ReadException> failed(
      HttpTarget target, Pages pages, Reason reason) {
    String rows = pages instanceof Pages.Next ? "$.items[*]" : "$[*]";
    return assertThatExceptionOfType(ReadException.class)
        .isThrownBy(() -> read(target, pages("/items", rows, pages), "n"))
        .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason))
        .satisfies(e -> assertThat(e.status()).isEqualTo(200));
  }

  @Test
  void theRequestsOfAPostArePostsToo() throws Exception {
    try (RawServer server = RawServer.start(upTo(2));
        HttpTarget target = target(server.url()).build()) {
      var first = pages("/items", "$.items[*]", NEXT);
      var post =
          new HttpQueryConfig(
              "POST", first.path(), "{}", Map.of(), first.format(), NEXT, List.of());
      assertThat(read(target, post, "n")).containsExactly("1", "2");
      assertThat(server.lastRequest().method()).isEqualTo("POST");
    }
  }
}
