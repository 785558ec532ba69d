package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Secret;
import io.sonde.targets.http.config.HttpConfig;
import io.sonde.targets.http.config.HttpConfig.BasicAuth;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Builds the requests to one HTTP target: URL, headers and credentials.
 *
 * <p>Secrets are read again for each request. Immutable and thread-safe.
 */
final class HttpRequests {
  private final HttpConfig config;
  private final Supplier<URI> base;
  private final @Nullable ProxyRoute proxy;

  /**
   * @param base the base URL of the target; requested for each request
   * @param proxy null for none
   */
  HttpRequests(HttpConfig config, Supplier<URI> base, @Nullable ProxyRoute proxy) {
    this.config = config;
    this.base = base;
    this.proxy = proxy;
  }

  /**
   * The request for a path of the target.
   *
   * @throws ReadException {@code CONNECT} when the path is invalid
   */
  Hop home(String method, String path, @Nullable String body, Map<String, String> headers)
      throws ReadException {
    URI url = base.get();
    String before = url.getRawPath() == null ? "" : url.getRawPath().replaceFirst("/+$", "");
    try {
      return new Hop(URI.create(Hop.origin(url) + before + path), method, body, headers, true);
    } catch (IllegalArgumentException e) {
      throw new ReadException(
          Reason.CONNECT, "not a valid path: " + path.replaceFirst("\\?.*", ""), null);
    }
  }

  /** The present base URL of the target. */
  URI base() {
    return base.get();
  }

  /**
   * Builds a request.
   *
   * @param accept the value of the header {@code Accept}
   * @param token its token; null to use the credentials of the configuration
   * @throws ReadException {@code CONNECT} when a secret cannot be read or a header cannot be sent
   */
  HttpRequest request(Hop hop, String accept, @Nullable Token token) throws ReadException {
    HttpRequest.Builder builder;
    try {
      builder = HttpRequest.newBuilder(hop.uri());
      builder.method(
          hop.method(),
          hop.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(hop.body()));
    } catch (IllegalArgumentException e) {
      throw new ReadException(
          Reason.CONNECT, "cannot be requested: " + hop.method() + " " + Hop.origin(hop.uri()), e);
    }
    builder.setHeader("User-Agent", "sonde");
    builder.setHeader("Accept", accept);
    if (hop.body() != null) {
      builder.setHeader("Content-Type", "application/json");
    }
    if (hop.atHome()) {
      for (Map.Entry<String, Secret> header : config.access().headers().entrySet()) {
        set(builder, header.getKey(), revealed(header.getValue()));
      }
      for (Map.Entry<String, String> header : hop.headers().entrySet()) {
        set(builder, header.getKey(), header.getValue());
      }
      authorize(builder);
      if (token != null) {
        set(builder, token.header(), token.value());
      }
    }
    if (proxy != null) {
      proxy.authorize(builder, hop.uri());
    }
    builder.setHeader("Accept-Encoding", "gzip");
    return builder.build();
  }

  private void authorize(HttpRequest.Builder builder) throws ReadException {
    Secret token = config.access().bearerToken();
    if (token != null) {
      set(builder, "Authorization", "Bearer " + revealed(token));
    }
    BasicAuth basic = config.access().basicAuth();
    if (basic != null) {
      set(builder, "Authorization", basic(basic.username(), basic.password()));
    }
  }

  /** A header of basic authentication. */
  static String basic(String username, Secret password) throws ReadException {
    byte[] pair = (username + ":" + revealed(password)).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /** The present value of a secret. */
  static String revealed(Secret secret) throws ReadException {
    try {
      return secret.reveal();
    } catch (IOException e) {
      throw new ReadException(Reason.CONNECT, String.valueOf(e.getMessage()), e);
    }
  }

  /** Sets a header. */
  static void set(HttpRequest.Builder builder, String name, String value) throws ReadException {
    try {
      builder.setHeader(name, value);
    } catch (IllegalArgumentException e) {
      // Its message contains the value, so it is not used as the cause.
      throw new ReadException(Reason.CONNECT, "the header " + name + " cannot be sent", null);
    }
  }
}
