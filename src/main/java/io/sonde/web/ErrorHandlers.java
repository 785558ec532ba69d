package io.sonde.web;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.sonde.web.answers.Answer;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.LongAdder;

/**
 * Answers to requests that fail: the status and its name. The exception is logged once, with the
 * request line but without its query, which may hold secrets.
 */
final class ErrorHandlers {
  private static final System.Logger LOGGER = System.getLogger(ErrorHandlers.class.getName());

  private ErrorHandlers() {}

  /** Registers the handlers of failures inside a routing. */
  static void register(HttpRouting.Builder routing) {
    // Both are needed: with Throwable alone, the exceptions that stand for a 404 would become 500s.
    routing.error(HttpException.class, ErrorHandlers::refused);
    routing.error(Throwable.class, ErrorHandlers::failed);
  }

  /**
   * The handlers of failures before a routing: malformed requests, and requests beyond the bound.
   *
   * @param refused counts the latter
   */
  static DirectHandlers direct(LongAdder refused) {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(
          type,
          (request, _, status, headers, _) -> {
            if (status.code() == Status.SERVICE_UNAVAILABLE_503.code()) {
              refused.increment();
            }
            var response =
                DirectHandler.TransportResponse.builder()
                    .status(Status.create(status.code()))
                    .headers(headers)
                    .header(HeaderNames.CONTENT_TYPE, Answer.PLAIN)
                    .keepAlive(false);
            if (!request.method().equals(Method.HEAD_NAME)) {
              response.entity(Answer.body(status));
            }
            return response.build();
          });
    }
    return handlers.build();
  }

  private static void refused(ServerRequest request, ServerResponse response, HttpException e) {
    if (e.getCause() != null && e.status().family() == Status.Family.SERVER_ERROR) {
      log(request, e);
    }
    e.headers().forEach(response::header);
    if (!e.keepAlive()) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    Answer.send(request, response, e.status());
  }

  private static void failed(ServerRequest request, ServerResponse response, Throwable e) {
    log(request, e);
    Answer.send(request, response, Status.INTERNAL_SERVER_ERROR_500);
  }

  private static void log(ServerRequest request, Throwable e) {
    var prologue = request.prologue();
    LOGGER.log(
        Level.ERROR, prologue.method().text() + " " + prologue.uriPath().rawPath() + " failed", e);
  }
}
