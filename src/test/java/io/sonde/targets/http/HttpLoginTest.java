package io.sonde.targets.http;

import static io.sonde.targets.http.HttpReads.get;
import static io.sonde.targets.http.HttpReads.read;
import static io.sonde.targets.http.HttpReads.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Secret;
import io.sonde.targets.http.config.HttpConfig.LoginConfig;
import io.sonde.testing.RawServer;
import io.sonde.testing.RawServer.Handler;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** APIs with a session: a login that gives a token, which ends whenever the API likes. */
class HttpLoginTest {
  private final AtomicInteger logins = new AtomicInteger();
  private volatile String session = "";

  private final Handler api =
      (request, wire) -> {
        if (request.path().equals("/login")) {
          if (!request.body().equals("{\"password\": \"hunter2\"}")) {
            wire.status("403 Forbidden");
            return;
          }
          session = "s" + logins.incrementAndGet();
          wire.json("{\"data\": {\"token\": \"%s\"}}".formatted(session));
        } else if (("k=" + session).equals(request.headers().get("cookie"))) {
          wire.json("{\"n\": 1}");
        } else {
          wire.status("401 Unauthorized");
        }
      };

  private static LoginConfig login(String password, String token) {
    Secret body = Secret.of("{\"password\": \"%s\"}".formatted(password));
    return new LoginConfig("/login", body, token, "Cookie", "k={token}");
  }

  @Test
  void logsInOnceAndAgainAfterA401() throws Exception {
    try (RawServer server = RawServer.start(api);
        HttpTarget target = target(server.url()).login(login("hunter2", "$.data.token")).build()) {
      for (int i = 0; i < 3; i++) {
        assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
      }
      assertThat(logins).hasValue(1);
      session = "ended";
      assertThat(read(target, get("/", "$"), "n")).containsExactly("1");
      assertThat(logins).hasValue(2);
    }
  }

  @Test
  void aNewTokenThatIsRefusedIsNotRenewed() throws Exception {
    Handler refuses =
        (request, wire) -> {
          if (request.path().equals("/login")) {
            wire.json("{\"token\": \"s%d\"}".formatted(logins.incrementAndGet()));
          } else {
            wire.status("401 Unauthorized");
          }
        };
    try (RawServer server = RawServer.start(refuses);
        HttpTarget target = target(server.url()).login(login("hunter2", "$.token")).build()) {
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(() -> read(target, get("/", "$"), "n"))
          .withMessageContaining("401")
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.AUTH));
      assertThat(logins).hasValue(1);
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void aRefusedLoginIsNotTriedTwice() throws Exception {
    try (RawServer server = RawServer.start(api);
        HttpTarget target = target(server.url()).login(login("wrong", "$.data.token")).build()) {
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(() -> read(target, get("/", "$"), "n"))
          .withMessage("login failed: POST %s/login: answered 403".formatted(server.url()))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.AUTH));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void saysThatThereIsNoToken() throws Exception {
    try (RawServer server = RawServer.start(api);
        HttpTarget target = target(server.url()).login(login("hunter2", "$.token")).build()) {
      assertThatExceptionOfType(ReadException.class)
          .isThrownBy(() -> read(target, get("/", "$"), "n"))
          .withMessage(
              "login failed: POST %s/login: expected a token under '$.token', found none"
                  .formatted(server.url()));
    }
  }
}
