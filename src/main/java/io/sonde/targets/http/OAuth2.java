package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Secret;
import io.sonde.targets.http.body.HeldMemory;
import io.sonde.targets.http.config.HttpConfig.OAuth2Config;
import io.sonde.targets.http.json.JsonDocument;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tokens for a client's credentials (RFC 6749, section 4.4). Thread-safe. */
final class OAuth2 implements Tokens.Source {
  /**
   * A token is renewed this long before it expires, or a tenth of its lifetime before, if that is
   * less.
   */
  private static final long EARLY_SECONDS = 30;

  private static final long MAX_LIFE_SECONDS = 366L * 24 * 3600;
  private static final int MAX_TOKEN = 16 * 1024;

  private final OAuth2Config config;
  private final HttpSessions sessions;
  private final @Nullable ProxyRoute proxy;

  /**
   * @param sessions the sessions with the token server
   * @param proxy the proxy on the way to it; null for none
   */
  OAuth2(OAuth2Config config, HttpSessions sessions, @Nullable ProxyRoute proxy) {
    this.config = config;
    this.sessions = sessions;
    this.proxy = proxy;
  }

  @Override
  public Token fetch(HttpCall call) throws ReadException, InterruptedException {
    Hop hop = new Hop(config.tokenUrl(), "POST", null, Map.of(), false);
    HttpSession session = sessions.take();
    try (HttpAnswer answer = call.sent(session, hop, this::request)) {
      if (answer.status() != 200) {
        throw refused(answer);
      }
      return token(answer, document(answer, call));
    } finally {
      sessions.giveBack(session);
    }
  }

  private HttpRequest request() throws ReadException {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    if (!config.scopes().isEmpty()) {
      form.put("scope", String.join(" ", config.scopes()));
    }
    for (Map.Entry<String, Secret> param : config.endpointParams().entrySet()) {
      form.put(param.getKey(), HttpRequests.revealed(param.getValue()));
    }
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(config.tokenUrl())
            .setHeader("User-Agent", "sonde")
            .setHeader("Accept", "application/json")
            .setHeader("Content-Type", "application/x-www-form-urlencoded");
    if (proxy != null) {
      proxy.authorize(builder, config.tokenUrl());
    }
    if (config.inBody()) {
      form.put("client_id", config.clientId());
      form.put("client_secret", HttpRequests.revealed(config.clientSecret()));
    } else {
      // Both are form-encoded before they are joined (section 2.3.1).
      builder.setHeader(
          "Authorization",
          HttpRequests.basic(
              encoded(config.clientId()),
              Secret.of(encoded(HttpRequests.revealed(config.clientSecret())))));
    }
    String body =
        form.entrySet().stream()
            .map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue()))
            .collect(Collectors.joining("&"));
    return builder.POST(BodyPublishers.ofString(body)).build();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static @Nullable Object document(HttpAnswer answer, HttpCall call)
      throws ReadException, InterruptedException {
    try (var _ = call.reading().parsing();
        HeldMemory memory = new HeldMemory(call.reading())) {
      return JsonDocument.read(answer.content(call.text()).text("a token"), memory);
    } catch (IOException e) {
      throw HttpFailures.ofBody(answer, call.reading(), e);
    }
  }

  private static Token token(HttpAnswer answer, @Nullable Object document) throws ReadException {
    Map<?, ?> fields = document instanceof Map<?, ?> map ? map : Map.of();
    if (!(fields.get("access_token") instanceof String token) || token.isEmpty()) {
      throw failed(answer, "expected access_token in the answer, found none");
    }
    if (token.length() > MAX_TOKEN || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw failed(answer, "expected an access_token of printable ASCII characters, found others");
    }
    if (fields.get("token_type") instanceof String type && !type.equalsIgnoreCase("bearer")) {
      throw failed(answer, "expected a bearer token, found one of another type");
    }
    return new Token("Authorization", "Bearer " + token, end(fields.get("expires_in")));
  }

  /** The time of renewal; some servers send the number as a text. */
  private static @Nullable Long end(@Nullable Object expiresIn) {
    double seconds;
    try {
      seconds = expiresIn == null ? Double.NaN : Double.parseDouble(expiresIn.toString());
    } catch (NumberFormatException e) {
      return null;
    }
    if (Double.isNaN(seconds)) {
      return null;
    }
    double life = Math.clamp(seconds, 0, MAX_LIFE_SECONDS);
    return System.nanoTime() + (long) ((life - Math.min(EARLY_SECONDS, life / 10)) * 1e9);
  }

  private static ReadException refused(HttpAnswer answer) {
    boolean credentials = answer.status() >= 400 && answer.status() < 500 && answer.status() != 429;
    // The text of the answer is not shown, since it may repeat the credentials.
    return new ReadException(
        credentials ? Reason.AUTH : Reason.READ,
        "no token received: %s: answered %d".formatted(answer.hop(), answer.status()),
        null);
  }

  private static ReadException failed(HttpAnswer answer, String why) {
    return new ReadException(
        Reason.READ, "no token received: %s: %s".formatted(answer.hop(), why), null);
  }
}
