package io.sonde.exposition;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.sonde.metrics.ScrapeInstruments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Answers scrapes. Thread-safe. */
final class ScrapeHandler implements Handler {
  private static final System.Logger LOG = System.getLogger(ScrapeHandler.class.getName());

  private static final Header ALLOW = HeaderValues.create("Allow", "GET, HEAD");

  private final Exposition exposition;
  private final ScrapeInstruments scrapes;
  private final int maxInFlight;
  private final Semaphore places;
  private final Duration timeout;

  ScrapeHandler(
      Exposition exposition, ScrapeInstruments scrapes, int maxInFlight, Duration timeout) {
    this.exposition = exposition;
    this.scrapes = scrapes;
    this.maxInFlight = maxInFlight;
    this.places = new Semaphore(maxInFlight);
    this.timeout = timeout;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    response.header(ExpositionAnswer.VARY);
    Method method = request.prologue().method();
    boolean head = method.equals(Method.HEAD);
    if (!head && !method.equals(Method.GET)) {
      response.header(ALLOW);
      refuse(response, Status.METHOD_NOT_ALLOWED_405, "GET or HEAD only\n", false);
    } else if (!places.tryAcquire()) {
      String text = "already " + maxInFlight + " scrapes in flight\n";
      refuse(response, Status.SERVICE_UNAVAILABLE_503, text, head);
    } else {
      try (var deadline = new Deadline(timeout)) {
        scrape(request, response, head, deadline);
      } finally {
        places.release();
      }
    }
  }

  private void scrape(
      ServerRequest request, ServerResponse response, boolean head, Deadline deadline) {
    long start = System.nanoTime();
    // Asked now: a socket that was closed does not know it any more.
    String client = request.remotePeer().host();
    var answer = new ExpositionAnswer(request, response);
    try {
      answer.send(exposition);
      if (!head) {
        scrapes.ended(answer.format().label(), System.nanoTime() - start);
      }
    } catch (IOException | UncheckedIOException | ServerConnectionException e) {
      // Nothing that deserves a stack trace.
      if (deadline.passed()) {
        LOG.log(WARNING, "scrape by {0}: not read within {1}, disconnected", client, timeout);
      } else {
        LOG.log(DEBUG, "scrape by {0}: the client went away: {1}", client, e.getMessage());
      }
      throw new ServerConnectionException("the client of a scrape is gone", e);
    } catch (RuntimeException | Error e) {
      LOG.log(ERROR, "a scrape failed", e);
      if (!(response instanceof RoutingResponse routed && routed.resetStream())) {
        throw new ServerConnectionException("a scrape failed half-way", e);
      }
      answer.withdraw();
      refuse(response, Status.INTERNAL_SERVER_ERROR_500, "the log says what failed\n", head);
    }
  }

  /** Helidon sends what it is given, to a HEAD as well: there it gets the length only. */
  private static void refuse(ServerResponse response, Status status, String text, boolean head) {
    response.status(status);
    if (head) {
      response.headers().contentLength(text.length());
      response.send();
    } else {
      response.send(text);
    }
  }
}
