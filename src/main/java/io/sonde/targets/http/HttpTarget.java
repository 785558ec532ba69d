package io.sonde.targets.http;

import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.Target;
import java.net.URI;
import java.util.function.Supplier;

/**
 * An HTTP API that answers JSON: each node that the {@code rows} of a collector select is a row.
 *
 * <p>A read fails with {@code CONNECT} when there is no connection (or no TLS, or a secret that
 * cannot be read), {@code AUTH} for the status 401, {@code READ} for other statuses that are no
 * success and for what is no JSON, {@code LIMIT} for a body over its bound (counted unzipped),
 * {@code TIMEOUT} when the answer is not whole in time, {@code MAPPING} for a field that is an
 * object or an array. No message shows a secret, a query, or the text of an answer.
 *
 * <p>Secrets are read again at each request. The body is parsed as it comes, and of it only what is
 * wanted is kept. An answer without content (204) has no rows. When no field is wanted of the whole
 * document, as for a metric of {@code $duration} alone, it is not parsed and need not be JSON.
 * Thread-safe.
 */
public final class HttpTarget implements Target {
  private final HttpConfig config;
  private final HttpRequests requests;
  private final HttpSessions sessions;

  /** A target at the address of its configuration. */
  public HttpTarget(HttpConfig config) {
    this(config, config::url);
  }

  /**
   * A target.
   *
   * @param base its address, asked at each read
   */
  public HttpTarget(HttpConfig config, Supplier<URI> base) {
    this.config = config;
    this.requests = new HttpRequests(config, base);
    this.sessions = new HttpSessions(config.tls());
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
    return new HttpQuery(config, http, fields, requests, sessions);
  }

  @Override
  public void close() {
    sessions.close();
  }
}
