package io.sonde.targets.http;

import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.Target;
import io.sonde.targets.http.config.HttpConfig;
import io.sonde.targets.http.config.HttpConfig.LoginConfig;
import io.sonde.targets.http.config.HttpConfig.OAuth2Config;
import io.sonde.targets.http.config.HttpQueryConfig;
import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP API. The format of an answer decides what a row is: in JSON each node that the {@code
 * rows} of a collector select.
 *
 * <p>A read fails with {@code CONNECT} when there is no connection (or no TLS, or a secret that
 * cannot be read), {@code AUTH} for the status 401, {@code READ} for other statuses that are not
 * successful and for an invalid body, {@code LIMIT} for a body over its maximum size (after
 * decompression), {@code TIMEOUT} when the answer is not complete in time, {@code MAPPING} for a
 * field that is an object or an array. No message shows a secret, a query, or the text of an
 * answer.
 *
 * <p>Secrets are read again at each request. The body is parsed while it arrives, and only the
 * wanted parts are kept. An answer without content (204) has no rows. When no field is wanted of
 * the whole document, as for a metric of {@code $duration} alone, it is not parsed and need not be
 * JSON. Thread-safe.
 */
public final class HttpTarget implements Target {
  private final HttpConfig config;
  private final HttpParts parts;

  /** The sessions with the token server; null when there is none. */
  private final @Nullable HttpSessions tokenSessions;

  /** A target at the address of its configuration. */
  public HttpTarget(HttpConfig config) {
    this(config, config::url, System.getenv());
  }

  /**
   * A target.
   *
   * @param base its address, asked at each read
   * @param environment the variables that may name a proxy
   */
  public HttpTarget(HttpConfig config, Supplier<URI> base, Map<String, String> environment) {
    this.config = config;
    ProxyRoute proxy = config.proxy() == null ? null : ProxyRoute.of(config.proxy(), environment);
    HttpRequests requests = new HttpRequests(config, base, proxy);
    OAuth2Config oauth2 = config.access().oauth2();
    LoginConfig login = config.access().login();
    this.tokenSessions = oauth2 == null ? null : new HttpSessions(oauth2.tls(), proxy);
    Tokens.Source source =
        oauth2 != null && tokenSessions != null
            ? new OAuth2(oauth2, tokenSessions, proxy)
            : login == null ? null : new Login(login, requests);
    this.parts =
        new HttpParts(
            config,
            requests,
            new HttpRedirects(config.redirects(), requests),
            new HttpSessions(config.tls(), proxy),
            source == null ? null : new Tokens(source));
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public Query prepare(QueryConfig query, Fields fields) {
    if (!(query instanceof HttpQueryConfig http)) {
      throw new IllegalArgumentException(
          "expected a query of kind http, found one of " + query.kind());
    }
    return new HttpQuery(parts, http, fields);
  }

  @Override
  public void close() {
    parts.sessions().close();
    if (tokenSessions != null) {
      tokenSessions.close();
    }
  }
}
