package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.http.body.HeldMemory;
import io.sonde.targets.http.config.HttpConfig.LoginConfig;
import io.sonde.targets.http.json.JsonDocument;
import java.io.IOException;
import java.util.Map;

/** Fetches tokens from APIs that have a login request. Thread-safe. */
final class Login implements Tokens.Source {
  private static final int MAX_TOKEN = 16 * 1024;

  private final LoginConfig config;
  private final HttpRequests requests;

  Login(LoginConfig config, HttpRequests requests) {
    this.config = config;
    this.requests = requests;
  }

  @Override
  public Token fetch(HttpCall call) throws ReadException, InterruptedException {
    String body = config.body() == null ? null : HttpRequests.revealed(config.body());
    Hop hop = requests.home("POST", config.path(), body, Map.of());
    try (HttpAnswer answer = call.plain(hop, "application/json, */*;q=0.5")) {
      if (answer.status() < 200 || answer.status() > 299) {
        throw refused(answer);
      }
      try (var _ = call.reading().parsing();
          HeldMemory memory = new HeldMemory(call.reading())) {
        Object document = JsonDocument.read(answer.content(call.text()).text("JSON"), memory);
        Object token = JsonDocument.value(document, config.token(), memory);
        return token(answer, token == null ? "" : token.toString());
      } catch (IOException e) {
        throw HttpFailures.ofBody(answer, call.reading(), e);
      }
    }
  }

  private Token token(HttpAnswer answer, String token) throws ReadException {
    if (token.isEmpty()) {
      throw failed(answer, "expected a token under '%s', found none".formatted(config.token()));
    }
    if (token.length() > MAX_TOKEN || !token.chars().allMatch(c -> c >= ' ' && c < 127)) {
      throw failed(
          answer, "expected a token of printable ASCII characters, found other characters");
    }
    return new Token(config.header(), config.value().replace("{token}", token), null);
  }

  private static ReadException refused(HttpAnswer answer) {
    int status = answer.status();
    boolean credentials = status >= 400 && status < 500 && status != 404 && status != 429;
    return new ReadException(
        credentials ? Reason.AUTH : Reason.READ,
        status,
        "login failed: %s: answered %d".formatted(answer.hop(), status),
        null);
  }

  private static ReadException failed(HttpAnswer answer, String why) {
    return new ReadException(
        Reason.READ, "login failed: %s: %s".formatted(answer.hop(), why), null);
  }
}
