package io.sonde;

import static java.lang.System.Logger.Level.ERROR;

import io.sonde.yaml.Followed;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Looks at the files of the configuration every second, and reloads once they have changed and
 * changed no more. It compares contents, and asks for no events: so it sees what a ConfigMap's
 * symbolic links lead to now, editors that replace a file, and folders of the network. Thread-safe.
 */
final class Watch implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(Watch.class.getName());
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** What several files, or one large file, get to be written whole. */
  private static final Duration SETTLE = Duration.ofMillis(200);

  private final Generations generations;
  private final BooleanSupplier wanted;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param wanted asked each time; false to leave changes alone
   */
  Watch(Generations generations, BooleanSupplier wanted) {
    this.generations = generations;
    this.wanted = wanted;
    this.thread = Thread.ofPlatform().daemon().name("sonde-watch").start(this::watch);
  }

  private void watch() {
    try {
      while (!closed.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          look();
        } catch (RuntimeException | Error e) {
          // The next time may be better, and nobody else looks.
          LOGGER.log(ERROR, "cannot look at the files of the configuration", e);
        }
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  private void look() throws InterruptedException {
    if (!wanted.getAsBoolean()) {
      return;
    }
    Followed followed = generations.followed();
    Followed.State seen = followed.now();
    while (!seen.equals(followed.asRead())) {
      if (closed.await(SETTLE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      Followed.State again = followed.now();
      if (again.equals(seen)) {
        generations.reload("a changed file");
        return;
      }
      seen = again;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
