package io.sonde.web;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The answer to methods that an endpoint does not have; Helidon alone would say 404. */
final class Methods {
  private Methods() {}

  /** A handler for the routes after the endpoint's own: 405, and which methods there are. */
  static Handler only(Method... methods) {
    String allow = Arrays.stream(methods).map(Method::text).collect(Collectors.joining(", "));
    return (request, response) -> {
      response.header(HeaderNames.ALLOW, allow);
      Answer.send(request, response, Status.METHOD_NOT_ALLOWED_405);
    };
  }
}
