package io.sonde.targets.http;

import io.sonde.targets.Reading;
import io.sonde.targets.http.body.BodyStream;
import io.sonde.targets.http.body.ByteLimit;
import io.sonde.targets.http.body.Content;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Optional;

/**
 * An answer whose body has not been read yet. Closing it reads the rest of a small body, so that
 * the connection can be reused, and closes the connection otherwise. For one thread.
 */
final class HttpAnswer implements AutoCloseable {
  private static final long SMALL = 64 * 1024;

  private final HttpSession session;
  private final Hop hop;
  private final HttpResponse<?> response;
  private final BodyStream body;
  private final Reading reading;

  HttpAnswer(
      HttpSession session, Hop hop, HttpResponse<?> response, BodyStream body, Reading reading) {
    this.session = session;
    this.hop = hop;
    this.response = response;
    this.body = body;
    this.reading = reading;
  }

  /** The request that it answers. */
  Hop hop() {
    return hop;
  }

  int status() {
    return response.statusCode();
  }

  HttpHeaders headers() {
    return response.headers();
  }

  /**
   * The body as text.
   *
   * @param text the maximum number of bytes after decompression
   */
  Content content(ByteLimit text) {
    return new Content(headers(), body, text);
  }

  /** Reads the body to its end and ignores it, to measure the time. */
  void drain() throws IOException {
    drain(Long.MAX_VALUE);
  }

  private void drain(long most) throws IOException {
    byte[] bytes = new byte[8 * 1024];
    long left = most;
    for (int n = 0; n >= 0 && left > 0; left -= n) {
      n = body.read(bytes, 0, (int) Math.min(left, bytes.length));
    }
  }

  /** A checksum of the body, after it was read, to detect equal bodies. */
  long hash() {
    return body.hash();
  }

  /** The target of the redirect, if the answer is a redirect with a valid URL. */
  Optional<URI> location() {
    Optional<String> location = headers().firstValue("Location");
    try {
      return location.map(response.uri()::resolve);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  boolean isRedirect() {
    return switch (status()) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  /** Stops waiting for the body, also in {@link #close()}: for a read that was interrupted. */
  void giveUp() {
    body.cancel();
  }

  @Override
  public void close() {
    try {
      drain(SMALL);
    } catch (IOException e) {
      // The outcome of the read is known already; the rest of the body is discarded below.
    } finally {
      if (!body.isComplete()) {
        session.breakOff();
        body.cancel();
      }
      reading.done();
    }
  }
}
