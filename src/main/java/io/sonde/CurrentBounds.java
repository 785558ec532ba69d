package io.sonde;

import io.sonde.config.SondeConfig;
import io.sonde.logging.Logging;
import io.sonde.metrics.Limits;
import io.sonde.metrics.Limits.Limit;
import io.sonde.targets.ReadMemory;
import io.sonde.web.HttpServer;
import io.sonde.web.answers.AnswerPermits;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bounds in use. When collectors or targets change, the bounds are derived again, from the heap
 * that was left at the start. Only the bound of the simulated handler stays until a restart.
 * Thread-safe.
 */
final class CurrentBounds {
  private static final System.Logger LOG = System.getLogger(CurrentBounds.class.getName());

  private final SondeConfig started;
  private final boolean tls;
  private final Capacity capacity;
  private final Bounds first;
  private final ReadMemory memory;
  private final AnswerPermits permits;
  private final Limits limits =
      new Limits(System::gc); // the heap shrinks only when it is collected

  // Guarded by this.
  private Bounds now;
  private @Nullable HttpServer server;

  /**
   * Derives the bounds and logs them.
   *
   * @param started the configuration of the start
   * @param tls true when all listeners have TLS, whatever {@code server} says
   * @param capacity at the start
   */
  CurrentBounds(SondeConfig started, boolean tls, Capacity capacity) {
    this.started = started;
    this.tls = tls;
    this.capacity = capacity;
    this.first = Bounds.of(started, tls, capacity);
    this.now = first;
    this.memory = new ReadMemory(first.readBytes());
    this.permits = new AnswerPermits(first.answers());
    this.limits.add(
        List.of(
            new Limit("read_bytes", "", memory::bytes, memory::held, () -> 0),
            new Limit(
                "answers", AnswerPermits.KEY, permits::limit, permits::inUse, permits::refused)));
    Logging.limit().ifPresent(limit -> limits.add(List.of(limit)));
    first.log();
  }

  /** The bounds of the start. */
  Bounds first() {
    return first;
  }

  /** The memory of all reads. */
  ReadMemory memory() {
    return memory;
  }

  /** The permits of scrapes and probes. */
  AnswerPermits permits() {
    return permits;
  }

  /** All bounds with their use, for the metrics. Other parts add theirs. */
  Limits limits() {
    return limits;
  }

  /** The server whose connections are bounded. */
  synchronized void server(HttpServer bounded) {
    server = bounded;
  }

  /**
   * Derives the bounds again.
   *
   * @param config the configuration in use; only its targets and collectors are considered
   */
  synchronized void follow(SondeConfig config) {
    Bounds next = Bounds.of(started.with(config.targets(), config.collectors()), tls, capacity);
    if (next.equals(now)) {
      return;
    }
    now = next;
    memory.bytes(next.readBytes());
    permits.limit(next.answers());
    if (server != null) {
      server.bound(next.connections());
    }
    next.log();
    if (started.simulation().enabled() && next.handled() != first.handled()) {
      LOG.log(
          Level.WARNING,
          "simulation.max-in-flight: the limit stays {0} until a restart; with the present"
              + " collectors it would be {1}",
          Integer.toString(first.handled()),
          Integer.toString(next.handled()));
    }
  }
}
