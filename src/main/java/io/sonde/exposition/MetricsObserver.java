package io.sonde.exposition;

import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.observe.ObserverConfigBase;
import io.helidon.webserver.observe.spi.Observer;
import io.helidon.webserver.spi.ServerFeature.ServerFeatureContext;
import io.sonde.metrics.ScrapeInstruments;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Serves the exposition at {@code metrics} below the endpoint of Helidon's observe feature, and the
 * same at {@code /metrics}, on the sockets of that feature.
 */
public final class MetricsObserver implements Observer {
  /**
   * @param exposition what to serve
   * @param scrapes where scrapes are counted and timed
   * @param maxInFlight scrapes beyond this many at once get a 503
   * @param timeout how long one scrape may take, from its request to the last byte; a client that
   *     has not read it by then is disconnected
   */
  public MetricsObserver(
      Exposition exposition, ScrapeInstruments scrapes, int maxInFlight, Duration timeout) {}

  @Override
  public ObserverConfigBase prototype() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String type() {
    return "metrics";
  }

  @Override
  public void register(
      ServerFeatureContext context,
      List<HttpRouting.Builder> routings,
      UnaryOperator<String> endpoint) {}
}
