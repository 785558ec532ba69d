package io.sonde.exposition;

import io.helidon.webserver.http.HttpRouting;
import io.sonde.metrics.ScrapeInstruments;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Serves the exposition at {@code metrics} below the endpoint of Helidon's observe feature, and the
 * same at {@code /metrics}, on the sockets of that feature.
 */
public final class MetricsObserver extends EndpointObserver {
  private static final String NAME = "metrics";

  private final ScrapeHandler handler;

  /**
   * @param exposition what to serve
   * @param scrapes where scrapes are counted and timed
   * @param maxInFlight scrapes beyond this many at once get a 503
   * @param timeout how long one scrape may take, from its request to the last byte; a client that
   *     has not read it by then is disconnected
   */
  public MetricsObserver(
      Exposition exposition, ScrapeInstruments scrapes, int maxInFlight, Duration timeout) {
    super(NAME);
    handler = new ScrapeHandler(exposition, scrapes, maxInFlight, timeout);
  }

  @Override
  protected void endpoints(HttpRouting.Builder routing, UnaryOperator<String> endpoint) {
    routing.any(endpoint.apply(NAME), handler).any(endpoint.apply("/" + NAME), handler);
  }
}
