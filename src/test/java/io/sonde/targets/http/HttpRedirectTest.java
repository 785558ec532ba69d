package io.sonde.targets.http;

import static io.sonde.targets.http.HttpReads.get;
import static io.sonde.targets.http.HttpReads.post;
import static io.sonde.targets.http.HttpReads.read;
import static io.sonde.targets.http.HttpReads.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Secret;
import io.sonde.testing.RawServer;
import io.sonde.testing.RawServer.Handler;
import io.sonde.testing.RawServer.Request;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Redirects: refused unless they are asked for, and never with secrets to somebody else. */
class HttpRedirectTest {
  /** Redirects {@code /<status>?to=<location>} there, and answers everything else. */
  private static final Handler HERE =
      (request, wire) -> {
        if (request.path().matches("/30.*")) {
          String path = request.path().replace("%5B", "[").replace("%5D", "]");
          String[] words = path.split("\\?to=", 2);
          wire.status(words[0].substring(1) + " Moved", "Location: " + words[1]);
        } else {
          wire.json("{\"n\": 1}");
        }
      };

  @Test
  void areFailuresThatNameTheHost() throws Exception {
    try (RawServer server = RawServer.start(HERE);
        HttpTarget target = target(server.url()).build()) {
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(
              () -> read(target, get("/302?to=https://sso.test/login?token=hunter2", "$"), "n"))
          .withMessage("GET %s/302: answered 302, a redirect to sso.test".formatted(server.url()))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.READ))
          .satisfies(e -> assertThat(e.status()).isEqualTo(302));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"301", "302", "303", "307", "308"})
  void areFollowedWhenAskedFor(String status) throws Exception {
    try (RawServer server = RawServer.start(HERE);
        HttpTarget target =
            target(server.url()).followRedirects().bearerToken(Secret.of("hunter2")).build()) {
      assertThat(read(target, get("/" + status + "?to=/new?a=%2F", "$"), "n")).containsExactly("1");
      Request last = server.lastRequest();
      assertThat(last.path()).isEqualTo("/new?a=%2F");
      assertThat(last.headers()).containsEntry("authorization", "Bearer hunter2");
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"301, GET, ''", "302, GET, ''", "303, GET, ''", "307, POST, {}", "308, POST, {}"})
  void aPostBecomesAGetAsInBrowsers(String status, String method, String body) throws Exception {
    try (RawServer server = RawServer.start(HERE);
        HttpTarget target = target(server.url()).followRedirects().build()) {
      read(target, post("/" + status + "?to=/new", "{}"), "n");
      assertThat(server.lastRequest().method()).isEqualTo(method);
      assertThat(server.lastRequest().body()).isEqualTo(body);
    }
  }

  @Test
  void doNotTakeSecretsToAnotherOriginNorBack() throws Exception {
    try (RawServer home = RawServer.start(HERE);
        RawServer other = RawServer.start(HERE);
        HttpTarget target =
            target(home.url())
                .followRedirects()
                .headers(Map.of("X-Api-Key", Secret.of("hunter2")))
                .basicAuth("monitor", "hunter2")
                .build()) {
      assertThat(read(target, get("/302?to=" + other.url() + "/new", "$"), "n"))
          .containsExactly("1");
      assertThat(home.lastRequest().headers()).containsKeys("authorization", "x-api-key");
      assertThat(other.lastRequest().headers())
          .containsKey("accept")
          .doesNotContainKeys("authorization", "x-api-key");

      String back = "/302?to=" + other.url() + "/302?to=" + home.url() + "/delete-all";
      assertThat(read(target, get(back, "$"), "n")).containsExactly("1");
      assertThat(home.lastRequest().path()).isEqualTo("/delete-all");
      assertThat(home.lastRequest().headers()).doesNotContainKeys("authorization", "x-api-key");
    }
  }

  @Test
  void loopsEnd() throws Exception {
    try (RawServer server =
            RawServer.start((request, wire) -> wire.status("302 Found", "Location: /again"));
        HttpTarget target = target(server.url()).followRedirects().build()) {
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(() -> read(target, get("/loop", "$"), "n"))
          .withMessage("GET %s/loop: redirected more than 5 times".formatted(server.url()))
          .satisfies(e -> assertThat(e.status()).isEqualTo(302));
      assertThat(server.requests()).hasSize(6);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://a.test/", "file:///etc/passwd", "mailto:a@b.test", "http://[", "//"})
  void leadNowhereElse(String location) throws Exception {
    try (RawServer server = RawServer.start(HERE);
        HttpTarget target = target(server.url()).followRedirects().build()) {
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(() -> read(target, get("/302?to=" + location.replace("[", "%5B"), "$"), "n"))
          .withMessage(
              "GET %s/302: answered 302, a redirect to an address that is not http or https"
                  .formatted(server.url()));
    }
  }

  @Test
  void needALocation() throws Exception {
    try (RawServer server = RawServer.start((request, wire) -> wire.status("302 Found"))) {
      for (boolean follows : new boolean[] {true, false}) {
        HttpReads.Builder config = target(server.url());
        try (HttpTarget target = (follows ? config.followRedirects() : config).build()) {
          assertThatExceptionOfType(ReadException.class)
              .isThrownBy(() -> read(target, get("/", "$"), "n"))
              .withMessageContaining(
                  follows
                      ? "a redirect to an address that is not http or https"
                      : "a redirect to an address that is not valid");
        }
      }
    }
  }

  @Test
  void stayOnTheHostUnlessAnotherIsAllowed() throws Exception {
    try (RawServer home = RawServer.start(HERE);
        RawServer other = RawServer.start(HERE)) {
      String there = "http://localhost:" + other.port() + "/new";
      try (HttpTarget target = target(home.url()).followRedirects().build()) {
        refused(target, there, "a redirect to localhost, which is not among redirect-hosts");
        assertThat(other.requests()).isEmpty();
      }
      try (HttpTarget target = target(home.url()).followRedirects("LOCALHOST").build()) {
        assertThat(read(target, get("/302?to=" + there, "$"), "n")).containsExactly("1");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data",
        "http://2852039166/",
        "http://[fe80::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[fd00:ec2::254]/",
        "http://100.100.100.200/",
      })
  void neverLeadToMetadataServices(String there) throws Exception {
    try (RawServer server = RawServer.start(HERE);
        HttpTarget target =
            target(server.url())
                .followRedirects(URI.create(there).getHost(), "2852039166")
                .build()) {
      String to = there.replace("[", "%5B").replace("]", "%5D");
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(() -> read(target, get("/302?to=" + to, "$"), "n"))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.READ))
          .withMessageContaining("answered 302, a redirect to");
    }
  }

  private static void refused(HttpTarget target, String there, String problem) {
    assertThatExceptionOfType(ReadException.class)
        .isThrownBy(() -> read(target, get("/302?to=" + there, "$"), "n"))
        .withMessageEndingWith(problem)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.READ));
  }
}
