package io.sonde.web;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.sonde.exposition.Exposition;
import io.sonde.exposition.Rendered;
import io.sonde.metrics.ScrapeInstruments;
import io.sonde.web.answers.Answer;
import io.sonde.web.answers.AnswerPermit;
import io.sonde.web.answers.AnswerPermits;
import io.sonde.web.answers.ExpositionAnswer;
import io.sonde.web.status.Scrapers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Answers scrapes. Thread-safe. */
final class ScrapeHandler implements Handler {
  private static final System.Logger LOG = System.getLogger(ScrapeHandler.class.getName());

  private final Exposition exposition;
  private final ScrapeInstruments scrapes;
  private final AnswerPermits permits;
  private final Scrapers scrapers;

  ScrapeHandler(
      Exposition exposition, ScrapeInstruments scrapes, AnswerPermits permits, Scrapers scrapers) {
    this.exposition = exposition;
    this.scrapes = scrapes;
    this.permits = permits;
    this.scrapers = scrapers;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) throws InterruptedException {
    long start = System.nanoTime();
    response.header(ExpositionAnswer.VARY);
    Optional<AnswerPermit> entered = permits.enter(request.remotePeer().host());
    if (entered.isEmpty()) {
      Answer.send(
          request,
          response,
          Status.SERVICE_UNAVAILABLE_503,
          "already " + permits.limit() + " scrapes in flight");
      return;
    }
    try (AnswerPermit permit = entered.get()) {
      scrape(request, response, permit, start);
    }
  }

  private void scrape(
      ServerRequest request, ServerResponse response, AnswerPermit permit, long start)
      throws InterruptedException {
    var answer = ExpositionAnswer.to(request);
    Rendered rendered;
    try {
      rendered = exposition.render(answer.format(), answer.coding(), names(request));
    } catch (RuntimeException | Error e) {
      LOG.log(ERROR, "a scrape failed", e);
      Answer.send(request, response, Status.INTERNAL_SERVER_ERROR_500, "the log says what failed");
      return;
    }
    // Read now, since a closed socket does not have the address any more.
    String client = request.remotePeer().host();
    try {
      ExpositionAnswer.send(request, response, rendered, permit);
    } catch (IOException | UncheckedIOException | ServerConnectionException e) {
      sayGone(client, permit, e);
      throw new ServerConnectionException("the client of a scrape is gone", e);
    }
    if (!request.prologue().method().equals(Method.HEAD)) {
      scrapes.ended(answer.format().label(), System.nanoTime() - start);
      scrapers.answered(
          client, rendered.format(), rendered.coding(), Instant.now(), rendered.length());
    }
  }

  /** Logs it in one line. */
  private static void sayGone(String client, AnswerPermit permit, Exception e) {
    switch (permit.reason()) {
      case TOO_LONG ->
          LOG.log(
              WARNING,
              "scrape by {0}: not read within {1}, disconnected",
              client,
              AnswerPermits.LONGEST);
      case STALLED -> // there can be thousands; AnswerPermits counts them, and an episode is logged
          // once
          LOG.log(
              DEBUG,
              "scrape by {0}: nothing was read for {1} while another scrape waited, disconnected",
              client,
              AnswerPermits.STALLED);
      case null ->
          LOG.log(DEBUG, "scrape by {0}: the client went away: {1}", client, e.getMessage());
    }
  }

  /** The families or samples that the request selects; empty for all. */
  private static Set<String> names(ServerRequest request) {
    return request.query().contains("name[]")
        ? Set.copyOf(request.query().all("name[]"))
        : Set.of();
  }
}
