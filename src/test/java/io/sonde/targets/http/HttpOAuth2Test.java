package io.sonde.targets.http;

import static io.sonde.targets.http.HttpReads.get;
import static io.sonde.targets.http.HttpReads.read;
import static io.sonde.targets.http.HttpReads.target;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Secret;
import io.sonde.targets.http.config.HttpConfig.OAuth2Config;
import io.sonde.testing.ClosedPort;
import io.sonde.testing.RawServer;
import io.sonde.testing.RawServer.Request;
import io.sonde.testing.RawServer.Wire;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens for a client's credentials, from a server that is well, down, slow or lies. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpOAuth2Test {
  /** Gives tokens that are counted, as the token endpoint of RFC 6749 does, and takes the last. */
  private static final class Servers implements AutoCloseable {
    private final AtomicInteger issued = new AtomicInteger();
    private volatile String expiresIn = "3600";
    private volatile String valid = "";
    private final RawServer tokens = RawServer.start(this::token);
    private final RawServer api = RawServer.start(this::answer);

    Servers() throws Exception {}

    private void token(Request request, Wire wire) throws Exception {
      String pair = Base64.getEncoder().encodeToString("sonde:hunter%2F2".getBytes(UTF_8));
      boolean known =
          request.headers().getOrDefault("authorization", "").equals("Basic " + pair)
              || request.body().contains("client_id=sonde&client_secret=hunter%2F2");
      if (!known || !request.body().contains("grant_type=client_credentials")) {
        wire.answer(
            "401 Unauthorized",
            "application/json",
            "{\"error\":\"invalid_client\"}".getBytes(UTF_8));
        return;
      }
      valid = "token-" + issued.incrementAndGet();
      wire.json(
          "{\"access_token\": \"%s\", \"token_type\": \"Bearer\", \"expires_in\": %s}"
              .formatted(valid, expiresIn));
    }

    private void answer(Request request, Wire wire) throws Exception {
      if (request.headers().getOrDefault("authorization", "").equals("Bearer " + valid)) {
        wire.json("{\"n\": 1}");
      } else {
        wire.status("401 Unauthorized");
      }
    }

    HttpTarget target(OAuth2Config config) {
      return HttpReads.target(api.url()).oauth2(config).build();
    }

    OAuth2Config config(String secret) {
      return oauth2(tokens.url() + "/token", secret, false);
    }

    @Override
    public void close() throws IOException {
      tokens.close();
      api.close();
    }
  }

  private static OAuth2Config oauth2(String url, String secret, boolean inBody) {
    return new OAuth2Config(
        URI.create(url),
        "sonde",
        Secret.of(secret),
        List.of("read", "list"),
        Map.of("audience", Secret.of("https://api/")),
        inBody,
        null);
  }

  @Test
  void keepsItsTokenUntilShortlyBeforeItsEnd() throws Exception {
    try (Servers servers = new Servers();
        HttpTarget target = servers.target(servers.config("hunter/2"))) {
      for (int i = 0; i < 3; i++) {
        assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
      }
      assertThat(servers.issued).hasValue(1);
      Request request = servers.tokens.lastRequest();
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.body()).contains("scope=read+list", "audience=https%3A%2F%2Fapi%2F");
      assertThat(request.body()).doesNotContain("hunter");
    }
  }

  @Test
  void sendsTheSecretInTheBodyWhereThatIsAskedFor() throws Exception {
    try (Servers servers = new Servers();
        HttpTarget target =
            servers.target(oauth2(servers.tokens.url() + "/token", "hunter/2", true))) {
      assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
      assertThat(servers.tokens.lastRequest().headers()).doesNotContainKey("authorization");
    }
  }

  @Test
  void aTokenThatIsOverIsFetchedAgain() throws Exception {
    try (Servers servers = new Servers();
        HttpTarget target = servers.target(servers.config("hunter/2"))) {
      servers.expiresIn = "\"0\"";
      for (int i = 0; i < 3; i++) {
        assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
      }
      assertThat(servers.issued).hasValue(3);
    }
  }

  @Test
  void aTokenThatIsRefusedIsRenewedOnce() throws Exception {
    try (Servers servers = new Servers();
        HttpTarget target = servers.target(servers.config("hunter/2"))) {
      assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
      servers.valid = "another";
      assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
      assertThat(servers.issued).hasValue(2);
    }
    try (Servers servers = new Servers();
        RawServer refusing = RawServer.start((request, wire) -> wire.status("401 Unauthorized"));
        HttpTarget target = target(refusing.url()).oauth2(servers.config("hunter/2")).build()) {
      failed(target, Reason.AUTH).withMessage("GET %s/: answered 401".formatted(refusing.url()));
      assertThat(refusing.requests()).as("a new token that is refused is not renewed").hasSize(1);
      failed(target, Reason.AUTH);
      assertThat(refusing.requests()).hasSize(3);
      assertThat(servers.issued).as("one login for each read").hasValue(2);
    }
  }

  @Test
  void oneOfManyReadsFetchesTheToken() throws Exception {
    try (Servers servers = new Servers();
        HttpTarget target = servers.target(servers.config("hunter/2"));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<List<String>> one = () -> read(target, get("/", "$"), "n");
      List<Callable<List<String>>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(one);
      }
      for (Future<List<String>> done : threads.invokeAll(all)) {
        assertThat(done.get()).containsExactly("1");
      }
      assertThat(servers.issued).hasValue(1);
    }
  }

  @Test
  void refusedCredentialsAreALoginThatFailed() throws Exception {
    try (Servers servers = new Servers();
        HttpTarget target = servers.target(servers.config("wrong"))) {
      failed(target, Reason.AUTH)
          .withMessage(
              "no token received: POST %s/token: answered 401".formatted(servers.tokens.url()));
      assertThat(servers.api.requests()).isEmpty();
    }
  }

  @Test
  void aTokenServerThatIsDownIsNotReached() throws Exception {
    try (ClosedPort closed = new ClosedPort();
        Servers servers = new Servers();
        HttpTarget target =
            servers.target(
                oauth2("http://127.0.0.1:" + closed.number() + "/token", "hunter/2", false))) {
      failed(target, Reason.CONNECT).withMessageContaining("the connection is refused");
    }
  }

  @Test
  void aTokenServerThatHangsEndsInTime() throws Exception {
    try (RawServer slow = RawServer.start((request, wire) -> wire.waitForHangUp());
        Servers servers = new Servers();
        HttpTarget target = servers.target(oauth2(slow.url() + "/token", "hunter/2", false))) {
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(
              () -> read(target, get("/", "$"), Reading.within(Duration.ofMillis(150)), "n"))
          .withMessage("POST %s/token: not answered in time".formatted(slow.url()))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TIMEOUT));
      slow.awaitOpen(0);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                          | expected access_token in the answer, found"
            + " none",
        "[]                                          | expected access_token in the answer, found"
            + " none",
        "{\"access_token\": 5}                       | expected access_token in the answer, found"
            + " none",
        "{\"access_token\": \"a b\"}                 | expected an access_token of printable"
            + " ASCII characters, found others",
        "{\"access_token\": \"a\\nX-Evil: 1\"}       | expected an access_token of printable"
            + " ASCII characters, found others",
        "{\"access_token\":\"a\",\"token_type\":\"mac\"} | expected a bearer token, found one of"
            + " another type",
      })
  void aTokenServerThatLiesIsNoLogin(String answer, String problem) throws Exception {
    try (RawServer lying = RawServer.start((request, wire) -> wire.json(answer));
        Servers servers = new Servers();
        HttpTarget target = servers.target(oauth2(lying.url() + "/token", "hunter/2", false))) {
      failed(target, Reason.READ)
          .withMessage("no token received: POST %s/token: %s".formatted(lying.url(), problem));
      assertThat(servers.api.requests()).isEmpty();
    }
  }

  @Test
  void halfATokenIsNone() throws Exception {
    try (RawServer half =
            RawServer.start((request, wire) -> {
              wire.send(
                  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n"
                      + "{\"access_token\": \"hunt");
              wire.hangUp();
            });
        Servers servers = new Servers();
        HttpTarget target = servers.target(oauth2(half.url() + "/token", "hunter/2", false))) {
      failed(target, Reason.READ).withMessageNotContainingAny("hunt");
    }
  }

  private static ThrowableAssertAlternative<ReadException> failed(
      HttpTarget target, Reason reason) {
    return assertThatExceptionOfType(ReadException.class)
        .isThrownBy(() -> read(target, get("/", "$"), "n"))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
