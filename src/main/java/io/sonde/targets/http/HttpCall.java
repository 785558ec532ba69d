package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.http.body.Allowance;
import java.net.URI;

/** What one read asks its target, until there is an answer that counts. For one thread. */
final class HttpCall {
  private static final int MAX_REDIRECTS = 5;

  private final HttpConfig config;
  private final HttpRequests requests;
  private final HttpSession session;
  private final Reading reading;
  private final Allowance wire;

  HttpCall(HttpConfig config, HttpRequests requests, HttpSession session, Reading reading) {
    this.config = config;
    this.requests = requests;
    this.session = session;
    this.reading = reading;
    this.wire = Allowance.ofWire(config.maxBody());
  }

  /** The answer that counts as success, after redirects; to be closed. */
  HttpAnswer answer(Hop first) throws ReadException, InterruptedException {
    Hop hop = first;
    for (int redirects = 0; ; redirects++) {
      HttpAnswer answer = session.send(hop, wire, reading);
      if (config.statuses().contains(answer.status())) {
        return answer;
      }
      try (answer) {
        if (!answer.isRedirect() || !config.followRedirects()) {
          throw failure(answer);
        }
        if (redirects == MAX_REDIRECTS) {
          throw new ReadException(
              Reason.READ,
              answer.status(),
              "%s: redirected more than %d times".formatted(first, MAX_REDIRECTS),
              null);
        }
        hop = requests.redirected(answer);
      }
    }
  }

  private static ReadException failure(HttpAnswer answer) {
    int status = answer.status();
    String words =
        answer.isRedirect()
            ? ", a redirect to " + answer.location().map(URI::getHost).orElse("nowhere")
            : "";
    return new ReadException(
        // not for 403: one forbidden path must not keep the others of its target waiting
        status == 401 ? Reason.AUTH : Reason.READ,
        status,
        "%s: answered %d%s".formatted(answer.hop(), status, words),
        null);
  }
}
