package io.sonde.web;

import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.sonde.web.answers.Answer;
import java.util.HexFormat;

/**
 * Answers 400 to a query in which a percent sign is not followed by two hexadecimal digits. Helidon
 * 4.4.0 decodes the query when it is used, and the exception then would be a 500 with a stack trace
 * in the log. To be removed with a Helidon that answers 400 itself. Thread-safe.
 */
final class MalformedQueries implements Filter {
  private static final int ESCAPE = "%00".length();

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (isWellFormed(request.prologue().query().rawValue())) {
      chain.proceed();
    } else {
      Answer.send(request, response, Status.BAD_REQUEST_400);
    }
  }

  private static boolean isWellFormed(String query) {
    for (int at = query.indexOf('%'); at >= 0; at = query.indexOf('%', at + ESCAPE)) {
      if (at + ESCAPE > query.length()
          || !HexFormat.isHexDigit(query.charAt(at + 1))
          || !HexFormat.isHexDigit(query.charAt(at + 2))) {
        return false;
      }
    }
    return true;
  }
}
