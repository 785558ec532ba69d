package io.sonde.web.answers;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Sends all answers: a body, or for HEAD its length only, which Helidon 4.4.0 does not do itself.
 * The part for HEAD ends with a Helidon that sends no body to it. The body of an error is the
 * status and its name, without internal details.
 */
public final class Answer {
  public static final String PLAIN = "text/plain; charset=utf-8";

  private Answer() {}

  /** A body that writes itself. */
  @FunctionalInterface
  public interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  /** The body of a status, such as {@code 404 Not Found}. */
  public static byte[] body(Status status) {
    return text(name(status));
  }

  /** Sends a status with its name. */
  public static void send(ServerRequest request, ServerResponse response, Status status) {
    send(request, response, status, name(status));
  }

  /**
   * Sends a status with a text.
   *
   * @param text one line or more, without the last line end
   */
  public static void send(
      ServerRequest request, ServerResponse response, Status status, String text) {
    response.status(Status.create(status.code())).header(HeaderNames.CONTENT_TYPE, PLAIN);
    send(request, response, text(text));
  }

  /** Sends a body. */
  public static void send(ServerRequest request, ServerResponse response, byte[] body) {
    if (isHead(request)) {
      sendLength(response, body.length);
    } else {
      response.send(body);
    }
  }

  /**
   * Sends a body as it is written, all of it before this returns.
   *
   * @param length of the body in bytes
   * @throws IOException when the client is gone
   */
  public static void send(ServerRequest request, ServerResponse response, long length, Body body)
      throws IOException {
    if (isHead(request)) {
      sendLength(response, length);
      return;
    }
    response.header(new ContentLength(length));
    // Not closed after a failure, so that the client notices that the body is incomplete.
    OutputStream out = response.outputStream();
    body.writeTo(new WholeArrays(out));
    out.close();
    if (response instanceof RoutingResponse routed) {
      routed.commit();
    }
  }

  private static void sendLength(ServerResponse response, long length) {
    response.header(new ContentLength(length));
    response.send();
  }

  private static boolean isHead(ServerRequest request) {
    return request.prologue().method().equals(Method.HEAD);
  }

  private static String name(Status status) {
    // Not the reason phrase of the given status, which may contain any text.
    return status.code() + " " + Status.create(status.code()).reasonPhrase();
  }

  private static byte[] text(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Copies arrays that are not used from their first byte: Helidon 4.4.0 sends too many bytes of
   * them (FixedBufferData.writeTo). To be removed when a later version sends {@code
   * BufferData.create(bytes, 4, 6)} as six bytes.
   */
  private static final class WholeArrays extends OutputStream {
    private final OutputStream out;

    WholeArrays(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      if (offset == 0) {
        out.write(bytes, 0, count);
      } else {
        out.write(Arrays.copyOfRange(bytes, offset, offset + count), 0, count);
      }
    }
  }
}
