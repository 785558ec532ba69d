package io.sonde.collection.schedule;

import static java.lang.System.Logger.Level.ERROR;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The clocks of the JVM, and one platform thread that runs all tasks: turns and deadlines come also
 * when every carrier of virtual threads is busy.
 */
public final class SystemTimer implements Timer {
  private static final System.Logger LOGGER = System.getLogger(SystemTimer.class.getName());

  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("sonde-timer").factory());

  private final AtomicLong beats = new AtomicLong();

  public SystemTimer() {
    // Nearly every deadline is cancelled. Without this its task would stay until it is due.
    executor.setRemoveOnCancelPolicy(true);
    var _ = executor.scheduleAtFixedRate(beats::incrementAndGet, 1, 1, TimeUnit.SECONDS);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long beats() {
    return beats.get();
  }

  @Override
  public Event at(long nanoTime, Runnable task) {
    return scheduled(() ->
        executor.schedule(() -> guarded(task), nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS));
  }

  @Override
  public Event every(long first, Duration period, Runnable task) {
    return scheduled(() ->
        executor.scheduleAtFixedRate(
            () -> guarded(task),
            first - System.nanoTime(),
            period.toNanos(),
            TimeUnit.NANOSECONDS));
  }

  private static Event scheduled(Supplier<ScheduledFuture<?>> schedule) {
    try {
      var future = schedule.get();
      return () -> future.cancel(false);
    } catch (RejectedExecutionException closed) {
      return () -> {};
    }
  }

  /** Catches what a task throws: the executor would never run the task again, without a message. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      complain(e);
    }
  }

  private static void complain(Throwable thrown) {
    try {
      LOGGER.log(ERROR, "a task of the schedule failed", thrown);
    } catch (OutOfMemoryError e) {
      // There is no memory for the message either. The task runs again at its next time.
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
