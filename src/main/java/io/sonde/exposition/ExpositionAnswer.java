package io.sonde.exposition;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;

/**
 * An answer that is an exposition, in the format and the coding that its request asks for. For one
 * request, used by its thread.
 */
public final class ExpositionAnswer {
  /** What every answer that depends on what was accepted has to say, errors too. */
  public static final Header VARY = HeaderValues.create("Vary", "Accept, Accept-Encoding");

  /** Bytes that go to the socket at once, and as one chunk. */
  private static final int BUFFER = 32 * 1024;

  private static final Header GZIP = HeaderValues.create("Content-Encoding", "gzip");

  private final ServerRequest request;
  private final ServerResponse response;
  private final Format format;
  private final boolean gzip;

  /** The answer that a request asks for. */
  public ExpositionAnswer(ServerRequest request, ServerResponse response) {
    this.request = request;
    this.response = response;
    this.format = Negotiation.format(header(request, HeaderNames.ACCEPT));
    this.gzip = Negotiation.gzip(header(request, HeaderNames.ACCEPT_ENCODING));
  }

  Format format() {
    return format;
  }

  boolean head() {
    return request.prologue().method().equals(Method.HEAD);
  }

  /**
   * Sends an exposition; for HEAD, how long the answer to a GET would be at this moment.
   *
   * @throws IOException when the client is gone
   */
  public void send(Exposition exposition) throws IOException {
    response.headers().set(HeaderNames.CONTENT_TYPE, format.contentType());
    if (gzip) {
      response.header(GZIP);
    }
    if (head()) {
      var length = new LengthOutputStream();
      write(exposition, length);
      response.headers().contentLength(length.length());
      response.send();
      return;
    }
    // Never closed when it fails: what is cut short must not look whole.
    OutputStream out = new BufferedOutputStream(response.outputStream(), BUFFER);
    write(exposition, out);
    out.close();
    if (response instanceof RoutingResponse routed) {
      // The last chunk too, while the deadline runs.
      routed.commit();
    }
  }

  /** Takes back what was said of a body that is not sent after all. */
  void withdraw() {
    response.headers().remove(HeaderNames.CONTENT_TYPE);
    response.headers().remove(HeaderNames.CONTENT_ENCODING);
  }

  private void write(Exposition exposition, OutputStream out) throws IOException {
    Set<String> names = names();
    PlatformWriter.write(
        pipe -> {
          try (var body = Body.of(pipe, gzip)) {
            exposition.write(format, names, body);
            body.finish();
          }
        },
        out);
  }

  /** The families or samples that the request selects; empty for all. */
  private Set<String> names() {
    return request.query().contains("name[]")
        ? Set.copyOf(request.query().all("name[]"))
        : Set.of();
  }

  private static String header(ServerRequest request, HeaderName name) {
    return String.join(",", request.headers().all(name, List::of));
  }
}
