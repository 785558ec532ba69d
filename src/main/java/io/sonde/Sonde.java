package io.sonde;

import io.helidon.config.Config;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.MetricsConfig;
import io.helidon.metrics.api.MetricsFactory;
import io.helidon.webserver.http.HttpFeature;
import io.sonde.config.SimulationConfig;
import io.sonde.config.SondeConfig;
import io.sonde.exposition.Exposition;
import io.sonde.exposition.MetricsObserver;
import io.sonde.metrics.BuildInfo;
import io.sonde.metrics.HelidonMeters;
import io.sonde.metrics.Instruments;
import io.sonde.simulation.SimulatedHandler;
import io.sonde.web.HttpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The running service. One at a time in a JVM, since Helidon keeps one registry of meters; one
 * after another as many as wanted. Thread-safe.
 */
public final class Sonde implements AutoCloseable {
  /** A client that has not read a whole scrape by then is disconnected, and its place is free. */
  private static final Duration SCRAPE_LIMIT = Duration.ofMinutes(2);

  private final HttpServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Sonde(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts everything and returns once the ports are bound.
   *
   * @throws StartException when a port cannot be bound, or Helidon cannot use its keys; nothing is
   *     left running then
   */
  public static Sonde start(SondeConfig config) throws StartException {
    MeterRegistry registry = registry(config.helidon().get("metrics"));
    try {
      BuildInfo build = BuildInfo.read();
      Instruments instruments = new Instruments(registry);
      Exposition exposition =
          new Exposition(
              List.of(
                  new Exposition.Source("build", build::snapshots),
                  new Exposition.Source("sonde", new HelidonMeters(registry)),
                  Exposition.Source.jvm()));
      MetricsObserver metrics =
          new MetricsObserver(
              exposition, instruments.scrapes(), config.exposition().maxInFlight(), SCRAPE_LIMIT);
      return new Sonde(
          HttpServer.start(
              config.helidon(),
              build,
              simulation(config, instruments),
              List.of(metrics),
              List.of()));
    } catch (IOException e) {
      MetricsFactory.closeAll();
      throw new StartException(e);
    } catch (RuntimeException e) {
      MetricsFactory.closeAll();
      throw e;
    }
  }

  /** The port of the first listener, as it was bound. */
  public int port() {
    return server.port();
  }

  /** The port of a listener of {@code server.sockets}, or -1 when there is no such listener. */
  public int port(String listener) {
    return server.port(listener);
  }

  /**
   * Stops: no new connections, then what is in flight finishes within {@code
   * server.shutdown-grace-period}, then the rest ends. Returns when all is over; the second call
   * does nothing.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.close();
      MetricsFactory.closeAll();
    }
  }

  /**
   * The one registry. Both calls are given the settings, since without them Helidon takes those of
   * the first start in this JVM, or of its own search for a configuration. Factory and registry
   * live in statics: closing them all is what empties the registry for the next start.
   */
  private static MeterRegistry registry(Config metrics) {
    return MetricsFactory.getInstance(metrics).globalRegistry(MetricsConfig.create(metrics));
  }

  private static List<HttpFeature> simulation(SondeConfig config, Instruments instruments) {
    SimulationConfig simulation = config.simulation();
    return simulation.enabled()
        ? List.of(
            new SimulatedHandler(
                simulation, instruments.simulation(config.prefix(), simulation.buckets())))
        : List.of();
  }
}
