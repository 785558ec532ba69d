package io.sonde.collection;

import static java.lang.System.Logger.Level.ERROR;

import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The clocks of the JVM and one platform thread for everything that is to happen: turns and
 * deadlines come even when every carrier of virtual threads is busy.
 */
final class SystemTimer implements Timer {
  private static final System.Logger LOGGER = System.getLogger(SystemTimer.class.getName());

  private final ScheduledThreadPoolExecutor executor = new Executor();

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public Event at(long nanoTime, Runnable task) {
    try {
      var future = executor.schedule(task, nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException closed) {
      return () -> {};
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private static final class Executor extends ScheduledThreadPoolExecutor {
    Executor() {
      super(1, Thread.ofPlatform().daemon().name("sonde-timer").factory());
      // A deadline is taken back at the end of nearly every read: it must not stay until its time.
      setRemoveOnCancelPolicy(true);
    }

    /** Says what a task threw, which the executor would keep for itself. */
    @Override
    protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
      if (thrown == null && task instanceof Future<?> done && done.isDone()) {
        try {
          done.get();
        } catch (ExecutionException e) {
          LOGGER.log(ERROR, "a task of the schedule failed", e.getCause());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } catch (CancellationException e) {
          // Taken back: nothing to say.
        }
      }
    }
  }
}
