package io.sonde.web;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.sonde.web.answers.Answer;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that client and server agree where requests and connections end. Thread-safe.
 *
 * <p>No endpoint accepts a body: a request with a body gets a 413, and one whose length is
 * ambiguous a 400. Helidon 4.4.0 itself uses the first {@code Content-Length} only, accepts {@code
 * +0} and {@code -1} as lengths, and ignores any {@code Transfer-Encoding} except {@code chunked}:
 * the body would be read as the next request.
 *
 * <p>A connection is closed after an answer with {@code Connection: close}: when the client asks
 * for it, after a refusal, or when the service stops. Helidon 4.4.0 sends the header and does not
 * close the connection.
 *
 * <p>Ends with a Helidon that refuses ambiguous lengths with 400, as RFC 9112 says in section 6.3,
 * and closes such connections.
 */
final class Framing implements Filter {
  private static final Predicate<String> DIGITS = Pattern.compile("[0-9]+").asMatchPredicate();
  private static final Predicate<String> CLOSE =
      Pattern.compile("(?:^|[,\\s])close(?:$|[,\\s])", Pattern.CASE_INSENSITIVE).asPredicate();
  private static final Predicate<String> ZERO = Pattern.compile("0+").asMatchPredicate();

  private final BooleanSupplier stopping;

  Framing(BooleanSupplier stopping) {
    this.stopping = stopping;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    response.beforeSend(() -> {
      if (stopping.getAsBoolean() || wantsClose(request.headers())) {
        response.header(HeaderValues.CONNECTION_CLOSE);
      }
    });
    Status refusal = refusal(request.headers());
    if (refusal == null) {
      chain.proceed();
    } else {
      response.header(HeaderValues.CONNECTION_CLOSE);
      Answer.send(request, response, refusal);
    }
    if (response.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
      throw new CloseConnectionException("as the answer says");
    }
  }

  private static boolean wantsClose(ServerRequestHeaders headers) {
    return headers.contains(HeaderNames.CONNECTION)
        && headers.all(HeaderNames.CONNECTION, List::of).stream().anyMatch(CLOSE);
  }

  private static @Nullable Status refusal(ServerRequestHeaders headers) {
    List<String> encodings = headers.all(HeaderNames.TRANSFER_ENCODING, List::of);
    List<String> lengths = headers.all(HeaderNames.CONTENT_LENGTH, List::of);
    if (encodings.isEmpty() && lengths.isEmpty()) {
      return null;
    }
    if (lengths.isEmpty()) {
      boolean chunked = encodings.size() == 1 && encodings.getFirst().equalsIgnoreCase("chunked");
      return chunked ? Status.REQUEST_ENTITY_TOO_LARGE_413 : Status.BAD_REQUEST_400;
    }
    if (!encodings.isEmpty() || lengths.size() > 1 || !DIGITS.test(lengths.getFirst())) {
      return Status.BAD_REQUEST_400;
    }
    return ZERO.test(lengths.getFirst()) ? null : Status.REQUEST_ENTITY_TOO_LARGE_413;
  }
}
