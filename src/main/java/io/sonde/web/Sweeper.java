package io.sonde.web;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Runs small tasks once a second. A task that fails does not keep the others from running. */
final class Sweeper implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Sweeper.class.getName());

  private final List<Runnable> tasks;
  private final AtomicLong rounds = new AtomicLong();
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sonde-sweeper").factory());

  Sweeper(List<Runnable> tasks) {
    this.tasks = List.copyOf(tasks);
    var _ = executor.scheduleWithFixedDelay(this::round, 1, 1, TimeUnit.SECONDS);
  }

  /** How often all tasks have run. */
  long rounds() {
    return rounds.get();
  }

  private void round() {
    tasks.forEach(Sweeper::guarded);
    rounds.incrementAndGet();
  }

  /** The executor would silently stop running a task that throws. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      complain(e);
    }
  }

  private static void complain(Throwable thrown) {
    try {
      LOG.log(Level.ERROR, "a task of the sweeper failed", thrown);
    } catch (OutOfMemoryError e) {
      // There is no memory for the log line. The next round may have some.
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
