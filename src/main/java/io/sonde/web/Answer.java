package io.sonde.web;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;

/** The short plain answers: a status and its name, nothing of what went wrong inside. */
final class Answer {
  static final String PLAIN = "text/plain; charset=utf-8";

  private Answer() {}

  /** The body of a status, such as {@code 404 Not Found}. */
  static byte[] body(Status status) {
    // Not the status' own reason: whoever threw it could have put anything there.
    String reason = Status.create(status.code()).reasonPhrase();
    return (status.code() + " " + reason + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Sends a status with its name. */
  static void send(ServerRequest request, ServerResponse response, Status status) {
    response.status(Status.create(status.code())).header(HeaderNames.CONTENT_TYPE, PLAIN);
    send(request, response, body(status));
  }

  /** Sends a body, or for HEAD its length alone, which Helidon leaves to its users. */
  static void send(ServerRequest request, ServerResponse response, byte[] body) {
    if (request.prologue().method().equals(Method.HEAD)) {
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
      response.send();
    } else {
      response.send(body);
    }
  }
}
