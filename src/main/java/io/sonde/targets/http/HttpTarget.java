package io.sonde.targets.http;

import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Sink;
import io.sonde.targets.Target;
import io.sonde.targets.http.HttpRequests.Hop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
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
 * <p>Secrets are read again at each request. The body is in memory whole before it is parsed. An
 * answer without content (204) has no rows. When no field is wanted of the whole document, as for a
 * metric of {@code $duration} alone, it is not parsed and need not be JSON. Thread-safe; reads take
 * turns at the connection.
 */
public final class HttpTarget implements Target {
  private static final int MAX_REDIRECTS = 5;
  private static final long FAILURE_BODY = 64 * 1024;

  private final HttpConfig config;
  private final HttpRequests requests;
  private final HttpConnection connection;
  private final Map<Shape, JsonRows> shapes = new ConcurrentHashMap<>();

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
    this.connection = new HttpConnection(config.tls());
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
    return (reading, sink) -> read(http, fields.names(), reading, sink);
  }

  private int read(HttpQueryConfig http, Set<String> fields, Reading reading, Sink sink)
      throws ReadException, InterruptedException {
    HttpResponse<byte[]> answer = answer(requests.first(http), reading);
    int status = answer.statusCode();
    try (var _ = reading.parsing()) {
      hand(http, fields, answer, sink);
      return status;
    } catch (ReadException e) {
      throw new ReadException(e.reason(), status, String.valueOf(e.getMessage()), e);
    }
  }

  private void hand(
      HttpQueryConfig read, Set<String> fields, HttpResponse<byte[]> answer, Sink sink)
      throws ReadException {
    if (answer.statusCode() == 204) {
      return;
    }
    if (fields.isEmpty() && read.rows().equals("$")) {
      sink.row(field -> {
        throw new IllegalArgumentException("field '" + field + "' was not asked for");
      });
      return;
    }
    JsonRows rows =
        shapes.computeIfAbsent(
            new Shape(read.rows(), Set.copyOf(fields)), s -> new JsonRows(s.rows, s.fields));
    rows.of(JsonText.of(answer.headers(), answer.body(), config.maxBody()), sink);
  }

  /** The answer that counts as success, after redirects. */
  private HttpResponse<byte[]> answer(Hop first, Reading reading)
      throws ReadException, InterruptedException {
    Hop hop = first;
    for (int redirects = 0; ; redirects++) {
      HttpResponse<byte[]> answer = send(hop, reading);
      if (config.statuses().contains(answer.statusCode())) {
        return answer;
      }
      if (!isRedirect(answer) || !config.followRedirects()) {
        throw failure(hop, answer);
      }
      if (redirects == MAX_REDIRECTS) {
        throw new ReadException(
            Reason.READ,
            answer.statusCode(),
            "%s: redirected more than %d times".formatted(first, MAX_REDIRECTS),
            null);
      }
      hop = requests.redirected(hop, answer);
    }
  }

  private HttpResponse<byte[]> send(Hop hop, Reading reading)
      throws ReadException, InterruptedException {
    try {
      return connection.send(hop.request(), this::body, reading);
    } catch (IOException e) {
      if (reading.cancelled()) {
        throw new ReadException(Reason.TIMEOUT, hop + ": cancelled", e);
      }
      throw HttpFailures.of(hop.toString(), e);
    } catch (TimeoutException e) {
      throw new ReadException(Reason.TIMEOUT, hop + ": not answered in time", e);
    }
  }

  private BoundedBody body(ResponseInfo answer) {
    return config.statuses().contains(answer.statusCode())
        ? BoundedBody.whole(config.maxBody(), answer)
        : BoundedBody.truncated(Math.min(FAILURE_BODY, config.maxBody()), answer);
  }

  private static ReadException failure(Hop hop, HttpResponse<?> answer) {
    int status = answer.statusCode();
    String words =
        isRedirect(answer)
            ? ", a redirect to " + HttpRequests.location(answer).map(URI::getHost).orElse("nowhere")
            : "";
    return new ReadException(
        // not for 403: one forbidden path must not keep the others of its target waiting
        status == 401 ? Reason.AUTH : Reason.READ,
        status,
        "%s: answered %d%s".formatted(hop, status, words),
        null);
  }

  private static boolean isRedirect(HttpResponse<?> answer) {
    return switch (answer.statusCode()) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  @Override
  public void close() {
    connection.close();
  }

  /** What is made of a document: compiled once for each collector. */
  private record Shape(String rows, Set<String> fields) {}
}
