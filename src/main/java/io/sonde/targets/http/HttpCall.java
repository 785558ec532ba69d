package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.http.body.Allowance;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What one read asks its target, until there is an answer that counts. For one thread. */
final class HttpCall {
  private static final int MAX_REDIRECTS = 5;

  private final HttpParts parts;
  private final HttpSession session;
  private final Reading reading;
  private final Allowance wire;
  private final Allowance text;
  private boolean loggedIn;

  HttpCall(HttpParts parts, HttpSession session, Reading reading) {
    this.parts = parts;
    this.session = session;
    this.reading = reading;
    this.wire = Allowance.ofWire(parts.config().answers().maxBody());
    this.text = Allowance.ofText(parts.config().answers().maxBody());
  }

  Reading reading() {
    return reading;
  }

  /** The bytes that the texts of all answers may have. */
  Allowance text() {
    return text;
  }

  /**
   * The answer that counts as success, after redirects, further tries and a renewed token; to be
   * closed.
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

  /** An answer to a request with a token, where the target wants one. */
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
    // One login for each read: a token that is refused although it is new is no good twice.
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
   * An answer of any status to a request of the target's own, which needs no token, such as its
   * login; to be closed.
   */
  HttpAnswer plain(Hop hop, String accept) throws ReadException, InterruptedException {
    return sent(hop, accept, null);
  }

  /** An answer over another session, as that to the server of the tokens; to be closed. */
  HttpAnswer sent(HttpSession over, Hop hop, Retries.Request request)
      throws ReadException, InterruptedException {
    return new Retries(parts.config().answers(), reading).sent(over, hop, request, wire);
  }

  private static ReadException failure(HttpAnswer answer) {
    int status = answer.status();
    String words =
        answer.isRedirect()
            ? ", a redirect to " + answer.location().map(URI::getHost).orElse("nowhere")
            : "";
    String message = "%s: answered %d%s".formatted(answer.hop(), status, words);
    return switch (status) {
      // One path that is refused must not keep the others of its target waiting.
      case 401 -> ReadException.refusedQuery(status, message);
      case 407 ->
          new ReadException(
              Reason.AUTH, status, message + ", the proxy wants other credentials", null);
      default -> new ReadException(Reason.READ, status, message, null);
    };
  }
}
