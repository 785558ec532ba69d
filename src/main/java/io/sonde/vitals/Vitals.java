package io.sonde.vitals;

import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;
import io.helidon.health.HealthCheckType;
import io.sonde.web.HttpServer;
import io.sonde.web.VitalPart;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Checks once a second whether a vital part is dead: a part without which the service cannot work.
 * Also the liveness check. Thread-safe.
 */
public final class Vitals implements HealthCheck, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Vitals.class.getName());

  /** Seconds without activity. A busy machine can delay a thread for some seconds. */
  private static final int SILENT_SECONDS = 30;

  /** The same for virtual threads, which reads can delay for longer. */
  private static final int VIRTUAL_SECONDS = 60;

  private static final long PERIOD_MILLIS = 1000;

  private final List<VitalPart> parts = new CopyOnWriteArrayList<>();
  private final List<Runnable> looks = new CopyOnWriteArrayList<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("sonde-vitals").unstarted(this::run);
  private volatile Runnable onClose = () -> {};
  private volatile boolean closed;
  private volatile boolean told;
  private volatile Consumer<String> dead = death -> LOG.log(Level.ERROR, death);

  /**
   * Begins to check.
   *
   * @param schedule a count that grows while the schedule works
   * @throws IOException when there are no file handles left
   */
  public void watch(HttpServer server, LongSupplier schedule) throws IOException {
    VirtualThreadCheck virtual = VirtualThreadCheck.start();
    onClose = virtual::close;
    looks.add(virtual::play);
    parts.addAll(server.vitalParts());
    add("the thread sonde-sweeper", server::sweeps, SILENT_SECONDS);
    add("the thread sonde-timer, which keeps the schedule", schedule, SILENT_SECONDS);
    add("the scheduler of virtual threads", virtual::rounds, VIRTUAL_SECONDS);
    thread.start();
  }

  /** Adds a part that is dead when its count stays the same. */
  private void add(String name, LongSupplier count, int seconds) {
    var beats = new Heartbeat(name, count, seconds);
    looks.add(beats::look);
    parts.add(beats);
  }

  /**
   * Sets the action for a dead part, in place of a log message.
   *
   * @param action called once, on a thread of this class, with a sentence that names the part and
   *     the reason
   */
  public void onDeath(Consumer<String> action) {
    dead = action;
    told = false;
  }

  private void run() {
    while (!closed) {
      try {
        Thread.sleep(PERIOD_MILLIS);
        look();
      } catch (InterruptedException e) {
        // The loop ends when this was closed.
      } catch (RuntimeException | Error e) {
        // Most likely there is no memory. The next check may succeed; this thread must not end.
      }
    }
  }

  private void look() {
    looks.forEach(Runnable::run);
    if (!told) {
      death()
          .ifPresent(death -> {
            dead.accept(death);
            told = true;
          });
    }
  }

  private Optional<String> death() {
    for (VitalPart part : parts) {
      String death = part.death();
      if (death != null && !closed) {
        return Optional.of(
            "A part without which the service cannot work is dead: " + part.name() + ": " + death);
      }
    }
    return Optional.empty();
  }

  @Override
  public HealthCheckType type() {
    return HealthCheckType.LIVENESS;
  }

  @Override
  public String name() {
    return "parts";
  }

  @Override
  public HealthCheckResponse call() {
    Optional<String> death = death();
    var response = HealthCheckResponse.builder().status(death.isEmpty());
    death.ifPresent(text -> response.detail("dead", text));
    return response.build();
  }

  /** Ends the checks. Parts that end from now on are not dead, since the service stops. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    onClose.run();
  }
}
