package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.http.body.ByteLimit;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The requests of one read: follows redirects, retries, and renews tokens. For one thread. */
final class HttpCall {
  private static final int MAX_REDIRECTS = 5;

  private final HttpParts parts;
  private final HttpSession session;
  private final Reading reading;
  private final ByteLimit wire;
  private final ByteLimit text;
  private boolean loggedIn;

  HttpCall(HttpParts parts, HttpSession session, Reading reading) {
    this.parts = parts;
    this.session = session;
    this.reading = reading;
    this.wire = ByteLimit.ofWire(parts.config().answers().maxBody());
    this.text = ByteLimit.ofText(parts.config().answers().maxBody());
  }

  Reading reading() {
    return reading;
  }

  /** The maximum number of bytes of all answers, after decompression. */
  ByteLimit text() {
    return text;
  }

  /**
   * The successful answer, after redirects, retries and a renewed token; to be closed by the
   * caller.
   */
  HttpAnswer answer(Hop first, String accept) throws ReadException, InterruptedException {
    Hop hop = first;
    for (int redirects = 0; ; redirects++) {
      HttpAnswer answer = authorized(hop, accept);
      if (parts.config().answers().statuses().contains(answer.status())) {
        return answer;
      }
      try (answer) {
        if (!answer.isRedirect() || !parts.redirects().areFollowed()) {
          throw failure(answer);
        }
        if (redirects == MAX_REDIRECTS) {
          throw new ReadException(
              Reason.READ,
              answer.status(),
              "%s: redirected more than %d times".formatted(first, MAX_REDIRECTS),
              null);
        }
        hop = parts.redirects().after(answer);
      }
    }
  }

  /** The answer to a request, with a token if the target needs one. */
  private HttpAnswer authorized(Hop hop, String accept) throws ReadException, InterruptedException {
    Tokens tokens = hop.atHome() ? parts.tokens() : null;
    if (tokens == null) {
      return sent(hop, accept, null);
    }
    Token token = tokens.current();
    if (token == null) {
      token = login(tokens, null);
    }
    HttpAnswer answer = sent(hop, accept, token);
    // At most one login for each read: when a new token is refused, another one does not help.
    if (answer.status() != 401 || loggedIn) {
      return answer;
    }
    answer.close();
    return sent(hop, accept, login(tokens, token));
  }

  private Token login(Tokens tokens, @Nullable Token refused)
      throws ReadException, InterruptedException {
    loggedIn = true;
    return tokens.fetched(this, refused);
  }

  private HttpAnswer sent(Hop hop, String accept, @Nullable Token token)
      throws ReadException, InterruptedException {
    return sent(session, hop, () -> parts.requests().request(hop, accept, token));
  }

  /**
   * The answer, with any status, to a request without a token, such as the login; to be closed by
   * the caller.
   */
  HttpAnswer plain(Hop hop, String accept) throws ReadException, InterruptedException {
    return sent(hop, accept, null);
  }

  /**
   * The answer over another session, such as the one with the token server; to be closed by the
   * caller.
   */
  HttpAnswer sent(HttpSession over, Hop hop, Retries.Request request)
      throws ReadException, InterruptedException {
    return new Retries(parts.config().answers(), reading).sent(over, hop, request, wire);
  }

  private static ReadException failure(HttpAnswer answer) {
    int status = answer.status();
    String redirect =
        answer.isRedirect()
            ? ", a redirect to "
                + answer.location().map(URI::getHost).orElse("an address that is not valid")
            : "";
    String message = "%s: answered %d%s".formatted(answer.hop(), status, redirect);
    return switch (status) {
      // Only this query pauses: other paths of the target may accept the credentials.
      case 401 -> ReadException.refusedQuery(status, message);
      case 407 ->
          new ReadException(
              Reason.AUTH, status, message + ", the proxy refused the credentials", null);
      default -> new ReadException(Reason.READ, status, message, null);
    };
  }
}
