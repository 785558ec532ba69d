package io.sonde;

import static java.lang.System.Logger.Level.ERROR;

import io.sonde.yaml.SourceFiles;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Reads the files of the configuration every second, and reloads when they have changed and then
 * stay the same. It compares contents and uses no file events, so that it works with the symbolic
 * links of a ConfigMap, with editors that replace files, and with network folders. Thread-safe.
 */
final class FileWatcher implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(FileWatcher.class.getName());
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** The time in which several files, or a large file, can be written completely. */
  private static final Duration SETTLE = Duration.ofMillis(200);

  private final Reloader reloader;
  private final BooleanSupplier wanted;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param wanted asked each time; false to ignore changes
   */
  FileWatcher(Reloader reloader, BooleanSupplier wanted) {
    this.reloader = reloader;
    this.wanted = wanted;
    this.thread = Thread.ofPlatform().daemon().name("sonde-watch").start(this::watch);
  }

  private void watch() {
    try {
      while (!closed.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          look();
        } catch (RuntimeException | Error e) {
          failed(e);
        }
      }
    } catch (InterruptedException _) {
      // closed
    }
  }

  /** The next check may succeed, so the thread must not end. */
  private static void failed(Throwable thrown) {
    try {
      LOGGER.log(ERROR, "cannot read the files of the configuration", thrown);
    } catch (OutOfMemoryError e) {
      // There is no memory for the message either.
    }
  }

  private void look() throws InterruptedException {
    if (!wanted.getAsBoolean()) {
      return;
    }
    SourceFiles files = reloader.files();
    SourceFiles.State seen = files.now();
    while (!seen.equals(files.asRead())) {
      if (closed.await(SETTLE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      SourceFiles.State again = files.now();
      if (again.equals(seen)) {
        reloader.reload("a changed file");
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
