package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
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
  Hop redirected(HttpAnswer answer) throws ReadException {
    Hop hop = answer.hop();
    URI to = answer.location().orElse(null);
    if (to == null || to.getHost() == null || !Hop.scheme(to).matches("https?")) {
      throw refused(answer, "a redirect to no http address");
    }
    if (Hop.scheme(to).equals("http") && Hop.scheme(hop.request().uri()).equals("https")) {
      throw refused(answer, "a redirect from https to http, to " + to.getHost());
    }
    int status = answer.status();
    String method = hop.request().method();
    boolean becomesGet =
        (status == 303 && !method.equals("HEAD")) || (status <= 302 && method.equals("POST"));
    return hop(
        to,
        becomesGet ? "GET" : method,
        becomesGet ? null : hop.request().bodyPublisher().orElse(null),
        hop.atHome() && Hop.origin(to).equals(Hop.origin(base.get())));
  }

  private Hop hop(URI to, String method, @Nullable BodyPublisher body, boolean atHome)
      throws ReadException {
    HttpRequest.Builder builder;
    try {
      builder = HttpRequest.newBuilder(to);
      builder.method(method, body == null ? BodyPublishers.noBody() : body);
    } catch (IllegalArgumentException e) {
      throw new ReadException(
          Reason.CONNECT, "cannot be requested: " + method + " " + Hop.origin(to), e);
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
      return URI.create(Hop.origin(url) + before + path);
    } catch (IllegalArgumentException e) {
      throw new ReadException(
          Reason.CONNECT, "no legal path: " + path.replaceFirst("\\?.*", ""), null);
    }
  }

  private static ReadException refused(HttpAnswer answer, String why) {
    int status = answer.status();
    return new ReadException(
        Reason.READ, status, "%s: answered %d, %s".formatted(answer.hop(), status, why), null);
  }
}
