package io.sonde.web.answers;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;

/**
 * Routes the methods of an endpoint and answers 405 to all others; Helidon 4.4.0 itself answers
 * 404. To be removed with a Helidon that answers 405 with {@code Allow}.
 */
public final class Methods {
  private static final String GET_AND_HEAD = "GET, HEAD";

  private Methods() {}

  /**
   * Routes GET and HEAD to a handler and refuses all other methods.
   *
   * @param headers of the refusals
   */
  public static void getOnly(HttpRules routing, String path, Handler handler, Header... headers) {
    routing.get(path, handler).head(path, handler);
    refuseOthers(routing, path, headers);
  }

  /** Routes POST to a handler and refuses all other methods. */
  public static void postOnly(HttpRules routing, String path, Handler handler) {
    routing.post(path, handler);
    refuseOthers(routing, path, "POST");
  }

  /** Refuses all methods that are not routed yet: 405 with the header {@code Allow}. */
  public static void refuseOthers(HttpRules routing, String path, Header... headers) {
    refuseOthers(routing, path, GET_AND_HEAD, headers);
  }

  private static void refuseOthers(
      HttpRules routing, String path, String allowed, Header... headers) {
    routing.any(
        path,
        (request, response) -> {
          for (Header header : headers) {
            response.header(header);
          }
          response.header(HeaderNames.ALLOW, allowed);
          Answer.send(request, response, Status.METHOD_NOT_ALLOWED_405);
        });
  }
}
