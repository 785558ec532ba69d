package io.sonde;

import io.helidon.health.HealthCheck;
import io.helidon.metrics.api.MeterRegistry;
import io.sonde.config.ReloadState;
import io.sonde.config.SondeConfig;
import io.sonde.config.load.ConfigSource;
import io.sonde.exposition.Exposition;
import io.sonde.logging.Logging;
import io.sonde.metrics.Instruments;
import io.sonde.metrics.Limits;
import io.sonde.metrics.Meters;
import io.sonde.simulation.SimulatedQueue;
import io.sonde.vitals.Vitals;
import io.sonde.web.HttpServer;
import io.sonde.web.protection.WebProtection;
import io.sonde.yaml.ConfigException;
import io.sonde.yaml.SourceFiles;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The running service. There can be only one at a time in a JVM, since Helidon has one registry of
 * meters; another can be started after it was closed. Thread-safe.
 */
public final class Sonde implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Sonde.class.getName());

  private final HttpServer server;
  private final LocalAddress local;
  private final Generations generations;
  private final Vitals vitals;
  private final Duration grace;
  private final Runnable closeParts;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Sonde(
      HttpServer server,
      LocalAddress local,
      Generations generations,
      Vitals vitals,
      Duration grace,
      Runnable closeParts) {
    this.server = server;
    this.local = local;
    this.generations = generations;
    this.vitals = vitals;
    this.grace = grace;
    this.closeParts = closeParts;
  }

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
      return start(config, Kinds.of(DriversFolder.open()), source, loaded.followed());
    } catch (IOException e) {
      throw new StartException(e);
    }
  }

  private static Sonde start(
      SondeConfig config, Kinds kinds, @Nullable ConfigSource source, SourceFiles followed)
      throws StartException {
    var opened = new ArrayDeque<Runnable>();
    boolean started = false;
    try {
      MeterRegistry registry = Meters.open(config.helidon());
      opened.push(Meters::close);
      Instruments instruments = new Instruments(registry);
      LocalAddress local = kinds.local();
      local.configured(config.helidon());
      WebProtection protection = Endpoints.protection(config.webConfig(), instruments);
      boolean tls = protection != null && protection.tls().isPresent();
      if (tls) {
        local.secured();
      }
      CurrentBounds bounds = new CurrentBounds(config, tls, Capacity.now());
      Limits limits = new Limits(System::gc); // the heap shrinks only when it is collected
      limits.add(bounds.limits());
      var generations =
          new Generations(
              config, source, followed, kinds::open, instruments, bounds.memory(), bounds::follow);
      opened.push(generations::close);
      if (config.simulation().enabled()) {
        opened.push(SimulatedQueue.open()::close);
      }
      Exposition exposition = Endpoints.exposition(registry, limits, generations);
      opened.push(exposition::close);
      Logging.limit().ifPresent(limit -> limits.add(List.of(limit)));
      Vitals vitals = new Vitals();
      List<HealthCheck> checks = List.of(new ReadinessCheck(generations), vitals);
      HttpServer server =
          new Endpoints(config, bounds, limits, instruments, generations, exposition)
              .serve(checks, protection);
      opened.push(server::close);
      bounds.server(server);
      local.bound(server.port());
      generations.start();
      if (source != null && source.file() != null) {
        opened.push(
            new FileWatcher(generations, () -> generations.current().config().reload().watch())
                ::close);
      }
      // Turns end first, since Sonde may be one of its own targets.
      opened.push(generations::stop);
      opened.push(vitals::close);
      vitals.watch(server, () -> generations.collections().beats());
      started = true;
      return new Sonde(
          server,
          local,
          generations,
          vitals,
          ShutdownGrace.of(config.helidon()),
          () -> close(opened));
    } catch (IOException | ConfigException e) {
      throw new StartException(e);
    } finally {
      if (!started) {
        close(opened);
      }
    }
  }

  /**
   * Reads the configuration again and puts it to work. A configuration with a problem changes
   * nothing, and its problems are logged. Returns when that is done.
   *
   * @param trigger the cause of the reload, for the log
   * @return true when the configuration in the file is at work now
   */
  public boolean reload(String trigger) {
    return generations.reload(trigger).successful();
  }

  /** Which configuration is at work. */
  public ReloadState reloadState() {
    return generations.state();
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
      closeParts.run();
    }
  }

  /** Closes all parts in the reverse order of opening, also when one of them fails. */
  private static void close(Deque<Runnable> opened) {
    while (!opened.isEmpty()) {
      try {
        opened.pop().run();
      } catch (RuntimeException | Error e) {
        LOG.log(Level.ERROR, "cannot close a part", e);
      }
    }
  }
}
