package io.sonde.web;

import io.helidon.common.tls.Tls;
import io.helidon.config.Config;
import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;
import io.helidon.health.HealthCheckType;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.observe.ObserveFeature;
import io.helidon.webserver.observe.spi.Observer;
import io.sonde.metrics.BuildInfo;
import io.sonde.metrics.Limits;
import io.sonde.web.answers.AnswerPermits;
import io.sonde.web.protection.WebProtection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The web server, with every endpoint in its place and every listener bounded.
 *
 * <p>The first listener has {@code /version} and the given features; further ones, of {@code
 * server.sockets}, have {@code /version}. The observers, health among them, are on the listeners of
 * {@code server.features.observe.sockets}, or else on the first. Thread-safe.
 */
public final class HttpServer implements AutoCloseable {
  private final WebServer server;
  private final AtomicBoolean serving;
  private final ServerThreads threads;
  private final Sweeper sweeper;
  private final Map<String, Listeners.Bound> listeners;

  private HttpServer(
      WebServer server,
      AtomicBoolean serving,
      ServerThreads threads,
      Map<String, Listeners.Bound> listeners,
      WebBounds bounds) {
    this.server = server;
    this.serving = serving;
    this.threads = threads;
    this.listeners = Map.copyOf(listeners);
    listeners.forEach((name, bound) -> bounds.limits().add(bound.limits(name)));
    List<Runnable> tasks = new ArrayList<>();
    listeners.values().forEach(bound -> tasks.add(bound.connections()::sweep));
    tasks.add(bounds.permits()::sweep);
    tasks.add(bounds.limits()::watch);
    this.sweeper = new Sweeper(tasks);
  }

  /** Starts in the same way, without protection. */
  public static HttpServer start(
      Config helidon,
      BuildInfo build,
      List<? extends HttpFeature> features,
      List<? extends Observer> observers,
      AnswerPermits permits,
      List<? extends HealthCheck> checks)
      throws IOException {
    var bounds = new WebBounds(permits, Map.of(), new Limits(() -> {}));
    return start(helidon, build, features, observers, bounds, checks, null);
  }

  /**
   * Starts the server and returns once all its ports are bound.
   *
   * @param helidon the root of Helidon's configuration
   * @param features of the first listener
   * @param observers besides the health observer
   * @param bounds of connections, and of the answers of these observers
   * @param checks what health asks besides whether the start is over
   * @param protection of every listener; null for none
   * @throws IOException when a port cannot be bound, or the configuration makes no server; the
   *     message is one line
   */
  public static HttpServer start(
      Config helidon,
      BuildInfo build,
      List<? extends HttpFeature> features,
      List<? extends Observer> observers,
      WebBounds bounds,
      List<? extends HealthCheck> checks,
      @Nullable WebProtection protection)
      throws IOException {
    DisconnectLogFilter.hush();
    AtomicBoolean started = new AtomicBoolean();
    AtomicBoolean serving = new AtomicBoolean();
    List<HealthCheck> all = new ArrayList<>();
    all.add(new Check(HealthCheckType.STARTUP, "started", started));
    all.add(new Check(HealthCheckType.READINESS, "serving", serving));
    all.addAll(checks);

    Map<String, Listeners.Bound> listeners = new LinkedHashMap<>();
    WebServerConfig.Builder builder;
    WebServerConfig config;
    try {
      Optional<Tls> tls = protection == null ? Optional.empty() : protection.tls();
      builder = Listeners.bounded(helidon.get("server"), listeners, tls, bounds.connections());
      Framing framing = new Framing(() -> started.get() && !serving.get());
      VersionService version = new VersionService(build, System::nanoTime);
      builder.routing(routing(framing, protection, version, features));
      for (String name : builder.sockets().keySet()) {
        builder.routing(name, routing(framing, protection, version, List.of()));
      }
      builder
          .featuresDiscoverServices(false)
          .addFeature(observe(helidon, observers, all))
          .shutdownHook(false);
      config = builder.buildPrototype();
    } catch (RuntimeException e) {
      // Helidon reports what it cannot make of its keys by exceptions of many types.
      throw new IOException("server: " + e.getMessage(), e);
    }
    // Helidon's start does not throw when a port is taken; it logs a stack trace and returns.
    PortCheck.check(config);
    WebServer server;
    Set<Thread> before = ServerThreads.before();
    try {
      server = WebServer.create(config).start();
    } catch (RuntimeException e) {
      throw new IOException("server: " + e.getMessage(), e);
    }
    if (!server.isRunning()) {
      throw new IOException("server: cannot start; the reason is in the log");
    }
    started.set(true);
    serving.set(true);
    return new HttpServer(server, serving, ServerThreads.since(before), listeners, bounds);
  }

  /** The threads of Helidon that the server needs to work. */
  public List<? extends VitalPart> vitalParts() {
    return threads.parts();
  }

  /**
   * Changes the bounds of connections.
   *
   * @param connections of each listener, by its name
   */
  public void bound(Map<String, Integer> connections) {
    listeners.forEach((name, bound) ->
        bound.connections().most(connections.getOrDefault(name, bound.connections().most())));
  }

  /** How often the bounds were enforced: about once a second. */
  public long sweeps() {
    return sweeper.rounds();
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
   * Closes the listeners one after the other: no new connections, idle ones are closed, and
   * requests in flight have {@code shutdown-grace-period} to finish. A listener that is still open
   * meanwhile says that Sonde is not ready. The second call does nothing.
   */
  @Override
  public void close() {
    serving.set(false);
    server.stop();
    sweeper.close();
  }

  private static HttpRouting.Builder routing(
      Framing framing,
      @Nullable WebProtection protection,
      VersionService version,
      List<? extends HttpFeature> features) {
    HttpRouting.Builder routing =
        HttpRouting.builder().addFilter(new AccessLog()).addFilter(framing);
    if (protection != null) {
      routing.addFilter(protection.filter());
    }
    routing.addFilter(new MalformedQueries());
    ErrorHandlers.register(routing);
    routing.register("/version", version);
    features.forEach(routing::addFeature);
    return routing;
  }

  private static ObserveFeature observe(
      Config helidon, List<? extends Observer> observers, List<HealthCheck> checks) {
    Config config = helidon.get("server.features.observe");
    var builder = ObserveFeature.builder().config(config).observersDiscoverServices(false);
    builder.addObserver(
        new HealthEndpoints(
            List.of(helidon.get("health"), config.get("observers.health")), checks));
    observers.forEach(builder::addObserver);
    return builder.build();
  }

  private record Check(HealthCheckType type, String name, AtomicBoolean up) implements HealthCheck {
    @Override
    public HealthCheckResponse call() {
      return HealthCheckResponse.builder().status(up.get()).build();
    }
  }
}
