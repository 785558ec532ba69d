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
 * Watches the parts that the service cannot do without, once a second, and says when one of them is
 * dead. Liveness asks the same. Thread-safe.
 */
public final class Vitals implements HealthCheck, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Vitals.class.getName());

  /** Seconds without a sign of life. A busy machine can delay a thread for some of them. */
  private static final int SILENT_SECONDS = 30;

  /** For virtual threads, which reads can keep from the processors. */
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
   * Begins.
   *
   * @param schedule counts the signs of life of the schedule
   * @throws IOException when there are no file handles left
   */
  public void watch(HttpServer server, LongSupplier schedule) throws IOException {
    VirtualThreads virtual = VirtualThreads.start();
    onClose = virtual::close;
    looks.add(virtual::play);
    parts.addAll(server.vitalParts());
    add("the thread sonde-sweeper", server::sweeps, SILENT_SECONDS);
    add("the thread sonde-timer, which keeps the schedule", schedule, SILENT_SECONDS);
    add("the scheduler of virtual threads", virtual::rounds, VIRTUAL_SECONDS);
    thread.start();
  }

  /** This is dead when its count stays the same. */
  private void add(String name, LongSupplier count, int seconds) {
    var beats = new Beats(name, count, seconds);
    looks.add(beats::look);
    parts.add(beats);
  }

  /**
   * What to do when a part is dead, instead of logging it: is called once, on a thread of this
   * class, with a sentence that says which and why.
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
        // closed, or nobody knows why: the condition decides
      } catch (RuntimeException | Error e) {
        // No memory, most likely: the next look may be better. This thread must not end.
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
            "A part that the service cannot do without is dead, " + part.name() + ": " + death);
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

  /** Ends the watch: from now on nothing is dead, since everything is about to end. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    onClose.run();
  }
}
