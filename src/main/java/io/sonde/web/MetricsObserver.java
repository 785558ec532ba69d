package io.sonde.web;

import io.helidon.webserver.http.HttpRouting;
import io.sonde.exposition.Exposition;
import io.sonde.metrics.ScrapeInstruments;
import io.sonde.web.answers.AnswerPermits;
import io.sonde.web.answers.ExpositionAnswer;
import io.sonde.web.answers.Methods;
import io.sonde.web.status.Scrapers;
import java.util.function.UnaryOperator;

/**
 * Serves the exposition at {@code metrics} below the endpoint of Helidon's observe feature, and the
 * same at {@code /metrics}, on the sockets of that feature.
 */
public final class MetricsObserver extends EndpointObserver {
  private static final String NAME = "metrics";

  private final Scrapers scrapers = new Scrapers();
  private final ScrapeHandler handler;

  /**
   * @param exposition what to serve
   * @param scrapes counts and times them
   * @param permits how many answers there may be at once
   */
  public MetricsObserver(Exposition exposition, ScrapeInstruments scrapes, AnswerPermits permits) {
    super(NAME);
    handler = new ScrapeHandler(exposition, scrapes, permits, scrapers);
  }

  /** The clients that scrape. */
  public Scrapers scrapers() {
    return scrapers;
  }

  @Override
  protected void endpoints(HttpRouting.Builder routing, UnaryOperator<String> endpoint) {
    Methods.getOnly(routing, endpoint.apply(NAME), handler, ExpositionAnswer.VARY);
    Methods.getOnly(routing, endpoint.apply("/" + NAME), handler, ExpositionAnswer.VARY);
  }
}
