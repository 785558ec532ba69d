package io.sonde.exposition;

import io.helidon.config.Config;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.observe.ObserverConfigBase;
import io.helidon.webserver.observe.spi.Observer;
import io.helidon.webserver.spi.ServerFeature.ServerFeatureContext;
import io.sonde.metrics.ScrapeInstruments;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Serves the exposition at {@code metrics} below the endpoint of Helidon's observe feature, and the
 * same at {@code /metrics}, on the sockets of that feature.
 */
public final class MetricsObserver implements Observer {
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
    handler = new ScrapeHandler(exposition, scrapes, maxInFlight, timeout);
  }

  @Override
  public ObserverConfigBase prototype() {
    return new Settings();
  }

  @Override
  public String type() {
    return NAME;
  }

  @Override
  public void register(
      ServerFeatureContext context,
      List<HttpRouting.Builder> routings,
      UnaryOperator<String> endpoint) {
    // A feature, so that the routes have the weight of the observe feature.
    HttpFeature routes =
        routing ->
            routing.any(endpoint.apply(NAME), handler).any(endpoint.apply("/" + NAME), handler);
    for (HttpRouting.Builder routing : routings) {
      routing.addFeature(routes);
    }
  }

  /** What Helidon wants to know of an observer; nothing of it can be configured. */
  private record Settings() implements ObserverConfigBase {
    @Override
    public boolean enabled() {
      return true;
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Optional<Config> config() {
      return Optional.empty();
    }
  }
}
