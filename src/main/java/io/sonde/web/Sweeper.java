package io.sonde.web;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Does small tasks once a second, each of them however the others end. */
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

  /** How often it has done all of them. */
  long rounds() {
    return rounds.get();
  }

  private void round() {
    tasks.forEach(Sweeper::guarded);
    rounds.incrementAndGet();
  }

  /** The executor would drop a task that throws, without a word. */
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
      // No memory to say so, either; the next round may be better.
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
