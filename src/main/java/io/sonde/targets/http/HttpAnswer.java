package io.sonde.targets.http;

import io.sonde.targets.Reading;
import io.sonde.targets.http.body.Allowance;
import io.sonde.targets.http.body.BodyStream;
import io.sonde.targets.http.body.Content;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Optional;

/**
 * An answer whose body is still to be read. Closing it reads what is left of a small body, so that
 * its connection can be used again, and gives up a large one. For one thread.
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
   * @param text the bytes that it may have when it is unzipped
   */
  Content content(Allowance text) {
    return new Content(headers(), body, text);
  }

  /** Reads the body to its end, for nothing but the time that it takes. */
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

  /** A checksum of the body, to tell whether another one is the same; once it was read. */
  long hash() {
    return body.hash();
  }

  /** Where the answer redirects to, if it says so and it is an address. */
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

  /** Waits for no more of the body, not even when it is closed: for a read that is interrupted. */
  void giveUp() {
    body.cancel();
  }

  @Override
  public void close() {
    try {
      drain(SMALL);
    } catch (IOException e) {
      // The outcome of the read is known by now, and the body is given up below.
    } finally {
      if (!body.isWhole()) {
        session.breakOff();
        body.cancel();
      }
      reading.done();
    }
  }
}
