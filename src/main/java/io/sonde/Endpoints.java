package io.sonde;

import io.helidon.health.HealthCheck;
import io.helidon.metrics.api.MeterRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sonde.config.SimulationConfig;
import io.sonde.config.SondeConfig;
import io.sonde.exposition.Exposition;
import io.sonde.exposition.Format;
import io.sonde.metrics.BuildInfo;
import io.sonde.metrics.HelidonMeters;
import io.sonde.metrics.Instruments;
import io.sonde.metrics.Limits;
import io.sonde.simulation.SimulatedHandler;
import io.sonde.web.HttpServer;
import io.sonde.web.MetricsObserver;
import io.sonde.web.ProbeObserver;
import io.sonde.web.ReloadObserver;
import io.sonde.web.StatusObserver;
import io.sonde.web.WebBounds;
import io.sonde.web.answers.AnswerPermits;
import io.sonde.web.protection.Refusal;
import io.sonde.web.protection.WebProtection;
import io.sonde.web.status.StatusFacts;
import io.sonde.web.status.StatusPage;
import io.sonde.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is served over HTTP: the endpoints with what each of them needs. Used once, at the start.
 *
 * @param bounds of connections, requests and scrapes
 */
record Endpoints(
    SondeConfig config,
    CurrentBounds bounds,
    Instruments instruments,
    Generations generations,
    Reloader reloader,
    Exposition exposition) {
  /** Everything that Sonde exposes. */
  static Exposition exposition(MeterRegistry registry, Limits limits, Generations generations) {
    MetricSnapshots build = BuildInfo.read().snapshots();
    return new Exposition(
        List.of(
            new Exposition.Source("build", () -> build),
            new Exposition.Source("sonde", new HelidonMeters(registry)),
            new Exposition.Source("limits", limits),
            new Exposition.Source("discovery", generations.discoveries()),
            Exposition.Source.jvm(),
            new Exposition.Source("collections", () -> generations.collections().latest())));
  }

  /**
   * Opens the web configuration, and counts what it refuses.
   *
   * @param file null for none
   * @return null for none
   */
  static @Nullable WebProtection protection(@Nullable Path file, Instruments instruments)
      throws ConfigException {
    if (file == null) {
      return null;
    }
    var refusals = instruments.refusals(Stream.of(Refusal.values()).map(Refusal::label).toList());
    var protection =
        WebProtection.open(file, System::nanoTime, refusal -> refusals.accept(refusal.label()));
    instruments.webConfig(
        protection::successful,
        protection.certificateNotAfter().isEmpty()
            ? null
            : () -> protection.certificateNotAfter().orElseThrow().getEpochSecond());
    return protection;
  }

  /**
   * Binds the listeners and serves.
   *
   * @param checks of health
   * @param protection null for none
   */
  HttpServer serve(List<HealthCheck> checks, @Nullable WebProtection protection)
      throws IOException {
    AnswerPermits permits = bounds.permits();
    ProbeObserver probes = new ProbeObserver(generations::collections, exposition, permits);
    List<SimulatedHandler> handlers = simulation();
    MetricsObserver metrics =
        new MetricsObserver(exposition, instruments.scrapes(Format.labels()), permits);
    StatusObserver status =
        new StatusObserver(
            statusPage(metrics, handlers),
            generations::collections,
            permits,
            !config.simulation().enabled());
    HttpServer server =
        HttpServer.start(
            config.helidon(),
            BuildInfo.read(),
            handlers,
            List.of(
                metrics,
                probes,
                status,
                new ReloadObserver(
                    () -> generations.current().config().reload().http(),
                    () -> reloader.reload("POST /-/reload"))),
            new WebBounds(permits, bounds.first().connections(), bounds.limits()),
            checks,
            protection);
    bounds.limits().add(handlers.stream().map(SimulatedHandler::limit).toList());
    bounds.limits().add(List.of(probes.limit(), status.limit()));
    return server;
  }

  private List<SimulatedHandler> simulation() {
    SimulationConfig simulation = config.simulation();
    return simulation.enabled()
        ? List.of(
            new SimulatedHandler(
                simulation,
                bounds.first().handled(),
                instruments.simulation(config.prefix(), simulation.buckets())))
        : List.of();
  }

  private StatusPage statusPage(MetricsObserver metrics, List<SimulatedHandler> handlers) {
    return new StatusPage(
        new StatusFacts(
            BuildInfo.read(),
            () -> generations.collections().statuses(),
            reloader::state,
            metrics.scrapers()::all,
            () -> handlers.stream().findFirst().map(SimulatedHandler::latency)));
  }
}
