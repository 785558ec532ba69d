package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The requests to one HTTP target: where to, with which headers and credentials, and where to after
 * a redirect.
 *
 * <p>Secrets are read again for each request. Immutable and thread-safe.
 */
final class HttpRequests {
  private final HttpConfig config;
  private final Supplier<URI> base;

  /**
   * @param base where the target is, asked for each request
   */
  HttpRequests(HttpConfig config, Supplier<URI> base) {
    this.config = config;
    this.base = base;
  }

  /**
   * A request on its way.
   *
   * @param request as it is sent
   * @param atHome false once a redirect has led away from the target's origin
   */
  record Hop(HttpRequest request, boolean atHome) {
    /** As messages name it: without its query, which may be secret. */
    @Override
    public String toString() {
      return "%s %s%s"
          .formatted(request.method(), origin(request.uri()), request.uri().getRawPath());
    }
  }

  /**
   * The request of a read.
   *
   * @throws ReadException {@code CONNECT} when a secret cannot be read or a header cannot be sent
   */
  Hop first(HttpQueryConfig read) throws ReadException {
    String body = read.body();
    BodyPublisher publisher = body == null ? null : BodyPublishers.ofString(body);
    return hop(address(read.path()), read.method(), publisher, true);
  }

  /**
   * The request that an answer redirects to, as browsers make it: 303 makes of any method a GET,
   * 301 and 302 of a POST. Headers and credentials of the configuration do not leave the origin of
   * the target, and are not sent again when another origin leads back.
   *
   * @throws ReadException {@code READ} when it leads nowhere, or from https to http
   */
  Hop redirected(Hop hop, HttpResponse<?> answer) throws ReadException {
    URI to = location(answer).orElse(null);
    if (to == null || to.getHost() == null || !scheme(to).matches("https?")) {
      throw refused(hop, answer, "a redirect to no http address");
    }
    if (scheme(to).equals("http") && scheme(hop.request.uri()).equals("https")) {
      throw refused(hop, answer, "a redirect from https to http, to " + to.getHost());
    }
    int status = answer.statusCode();
    String method = hop.request.method();
    boolean becomesGet =
        (status == 303 && !method.equals("HEAD")) || (status <= 302 && method.equals("POST"));
    return hop(
        to,
        becomesGet ? "GET" : method,
        becomesGet ? null : hop.request.bodyPublisher().orElse(null),
        hop.atHome && origin(to).equals(origin(base.get())));
  }

  /** Where an answer redirects to, if it says so and it is an address. */
  static Optional<URI> location(HttpResponse<?> answer) {
    Optional<String> location = answer.headers().firstValue("Location");
    try {
      return location.map(answer.uri()::resolve);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Hop hop(URI to, String method, @Nullable BodyPublisher body, boolean atHome)
      throws ReadException {
    HttpRequest.Builder builder;
    try {
      builder = HttpRequest.newBuilder(to);
      builder.method(method, body == null ? BodyPublishers.noBody() : body);
    } catch (IllegalArgumentException e) {
      throw new ReadException(
          Reason.CONNECT, "cannot be requested: " + method + " " + origin(to), e);
    }
    builder.setHeader("User-Agent", "sonde");
    builder.setHeader("Accept", "application/json, */*;q=0.5");
    if (body != null) {
      builder.setHeader("Content-Type", "application/json");
    }
    if (atHome) {
      for (Map.Entry<String, Secret> header : config.headers().entrySet()) {
        set(builder, header.getKey(), revealed(header.getValue()));
      }
      authorize(builder);
    }
    builder.setHeader("Accept-Encoding", "gzip");
    return new Hop(builder.build(), atHome);
  }

  private void authorize(HttpRequest.Builder builder) throws ReadException {
    Secret token = config.bearerToken();
    if (token != null) {
      set(builder, "Authorization", "Bearer " + revealed(token));
    }
    HttpConfig.BasicAuth basic = config.basicAuth();
    if (basic != null) {
      String pair = basic.username() + ":" + revealed(basic.password());
      byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
      set(builder, "Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
    }
  }

  private static String revealed(Secret secret) throws ReadException {
    try {
      return secret.reveal();
    } catch (IOException e) {
      throw new ReadException(Reason.CONNECT, String.valueOf(e.getMessage()), e);
    }
  }

  private static void set(HttpRequest.Builder builder, String name, String value)
      throws ReadException {
    try {
      builder.setHeader(name, value);
    } catch (IllegalArgumentException e) {
      // Its message has the value, so it is not the cause of ours.
      throw new ReadException(Reason.CONNECT, "the header " + name + " cannot be sent", null);
    }
  }

  private URI address(String path) throws ReadException {
    URI url = base.get();
    String before = url.getRawPath() == null ? "" : url.getRawPath().replaceFirst("/+$", "");
    try {
      return URI.create(origin(url) + before + path);
    } catch (IllegalArgumentException e) {
      throw new ReadException(
          Reason.CONNECT, "no legal path: " + path.replaceFirst("\\?.*", ""), null);
    }
  }

  private static ReadException refused(Hop hop, HttpResponse<?> answer, String why) {
    int status = answer.statusCode();
    return new ReadException(
        Reason.READ, status, "%s: answered %d, %s".formatted(hop, status, why), null);
  }

  /** Scheme, host and port, as in {@code https://host:8443}. */
  private static String origin(URI uri) {
    int usual = scheme(uri).equals("https") ? 443 : 80;
    String port = uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort();
    return scheme(uri) + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + port;
  }

  private static String scheme(URI uri) {
    return String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
  }
}
