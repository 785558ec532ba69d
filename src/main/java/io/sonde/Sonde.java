package io.sonde;

import io.helidon.metrics.api.MeterRegistry;
import io.sonde.config.ReloadState;
import io.sonde.config.SondeConfig;
import io.sonde.config.load.ConfigSource;
import io.sonde.exposition.Exposition;
import io.sonde.metrics.Instruments;
import io.sonde.metrics.Meters;
import io.sonde.simulation.SimulatedQueue;
import io.sonde.vitals.Vitals;
import io.sonde.web.HttpServer;
import io.sonde.web.protection.WebProtection;
import io.sonde.yaml.ConfigException;
import io.sonde.yaml.SourceFiles;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The running service. There can be only one at a time in a JVM, since Helidon has one registry of
 * meters; another can be started after it was closed. Thread-safe.
 */
public final class Sonde implements AutoCloseable {
  private final HttpServer server;
  private final LocalAddress local;
  private final Reloader reloader;
  private final Vitals vitals = new Vitals();
  private final Duration grace;
  private final Parts parts;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Starts everything and returns when the ports are bound and the collections have been started.
   *
   * @throws StartException when a port cannot be bound or Helidon cannot use its settings. Then
   *     nothing is left running
   */
  public static Sonde start(SondeConfig config) throws StartException {
    try {
      return start(config, Kinds.of(DriversFolder.open()));
    } catch (IOException e) {
      throw new StartException(e);
    }
  }

  /**
   * Starts in the same way, with these kinds of targets.
   *
   * @param kinds among them the one of each target of the configuration
   */
  public static Sonde start(SondeConfig config, Kinds kinds) throws StartException {
    return start(config, kinds, null, new SourceFiles());
  }

  /**
   * Starts in the same way with a configuration that can be read again.
   *
   * @param loaded the configuration that was read from the source
   * @throws ConfigException when that has problems
   */
  public static Sonde start(ConfigSource source, ConfigSource.Loaded loaded)
      throws StartException, ConfigException {
    SondeConfig config = loaded.valid();
    try {
      return start(config, Kinds.of(DriversFolder.open()), source, loaded.files());
    } catch (IOException e) {
      throw new StartException(e);
    }
  }

  private static Sonde start(
      SondeConfig config, Kinds kinds, @Nullable ConfigSource source, SourceFiles files)
      throws StartException {
    var parts = new Parts();
    boolean started = false;
    try {
      MeterRegistry registry = Meters.open(config.helidon());
      parts.add(Meters::close);
      Instruments instruments = new Instruments(registry);
      WebProtection protection = Endpoints.protection(config.webConfig(), instruments);
      boolean tls = protection != null && protection.tls().isPresent();
      kinds.local().configured(config.helidon());
      if (tls) {
        kinds.local().secured();
      }
      CurrentBounds bounds = new CurrentBounds(config, tls, Capacity.now());
      var generations =
          new Generations(config, kinds::open, instruments, bounds.memory(), bounds::follow);
      parts.add(generations::close);
      Reloader reloader = new Reloader(source, files, generations, instruments);
      if (config.simulation().enabled()) {
        parts.add(SimulatedQueue.open()::close);
      }
      Exposition exposition = Endpoints.exposition(registry, bounds.limits(), generations);
      parts.add(exposition::close);
      var endpoints = new Endpoints(config, bounds, instruments, generations, reloader, exposition);
      Sonde sonde = new Sonde(config, kinds.local(), endpoints, protection, parts);
      started = true;
      return sonde;
    } catch (IOException | ConfigException e) {
      throw new StartException(e);
    } finally {
      if (!started) {
        parts.close();
      }
    }
  }

  /** Binds the listeners, then starts the collections and the checks of vital parts. */
  private Sonde(
      SondeConfig config,
      LocalAddress local,
      Endpoints endpoints,
      @Nullable WebProtection protection,
      Parts parts)
      throws IOException {
    this.local = local;
    this.reloader = endpoints.reloader();
    this.parts = parts;
    this.grace = ShutdownGrace.of(config.helidon());
    Generations generations = endpoints.generations();
    server = endpoints.serve(List.of(new ReadinessCheck(generations), vitals), protection);
    parts.add(server::close);
    endpoints.bounds().server(server);
    local.bound(server.port());
    generations.start();
    if (reloader.hasFile()) {
      BooleanSupplier watch = () -> generations.current().config().reload().watch();
      parts.add(new FileWatcher(reloader, watch)::close);
    }
    // The schedules end first, since Sonde may be one of its own targets.
    parts.add(generations::stop);
    parts.add(vitals::close);
    vitals.watch(server, () -> generations.collections().beats());
  }

  /**
   * Reads the configuration again and applies it. A configuration with a problem changes nothing,
   * and its problems are logged. Returns when that is done.
   *
   * @param trigger the cause of the reload, for the log
   * @return true when the configuration in the file is in use now
   */
  public boolean reload(String trigger) {
    return reloader.reload(trigger).successful();
  }

  /** The configuration in use, and the result of the last reload. */
  public ReloadState reloadState() {
    return reloader.state();
  }

  /** The port that the first listener is bound to. */
  public int port() {
    return server.port();
  }

  /** The address of the first listener for clients on this machine. */
  public URI address() {
    return local.get();
  }

  /** The port of a listener of {@code server.sockets}, or -1 when there is no such listener. */
  public int port(String listener) {
    return server.port(listener);
  }

  /**
   * Sets the action for the death of a vital part, such as a listener, without which the service
   * cannot work. By default the log has an error.
   *
   * @param action called once, with a sentence that names the part and the reason
   */
  public void onDeath(Consumer<String> action) {
    vitals.onDeath(action);
  }

  /** The time that {@link #close()} may take. When it takes longer, a part hangs. */
  Duration grace() {
    return grace;
  }

  /**
   * Stops: takes no new connections, lets requests in flight finish within {@code
   * server.shutdown-grace-period}, and closes everything. Returns when that is done. A second call
   * does nothing.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      parts.close();
    }
  }
}
