package io.sonde.targets.jdbc;

import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadMemory;
import io.sonde.targets.Reading;
import io.sonde.targets.Sink;
import io.sonde.targets.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Reads a target as a collection does: on a virtual thread, with a deadline from another one. */
final class Reads {
  /** Far more than a busy machine needs for what comes by itself, and far less than what hangs. */
  static final Duration SOON = Duration.ofSeconds(30);

  private Reads() {}

  /** A read that may still be under way. */
  record Running(Reading reading, Thread thread, CompletableFuture<List<List<Object>>> rows) {
    /** What the deadline does: it cancels, and interrupts what has not ended a while later. */
    void deadline() {
      reading.cancel();
      try {
        rows.get(300, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        thread.interrupt();
      } catch (ExecutionException | InterruptedException e) {
        // await tells.
      }
    }

    /** The values of the fields, row by row. */
    List<List<Object>> await(Duration longest) throws ReadException {
      try {
        return rows.get(longest.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof ReadException failure) {
          throw failure;
        }
        throw new AssertionError(e.getCause());
      } catch (TimeoutException e) {
        throw new AssertionError("the read has not ended after " + longest, e);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  static Running start(Target target, Duration timeout, String sql, String... fields) {
    return start(target, timeout, sql, _ -> {}, fields);
  }

  static Running start(Target target, Duration timeout, String sql, Sink sink, String... fields) {
    return start(target, Reading.within(timeout), new JdbcQueryConfig(sql), sink, fields);
  }

  static Running start(
      Target target, Reading reading, JdbcQueryConfig query, Sink sink, String... fields) {
    var rows = new CompletableFuture<List<List<Object>>>();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              var read = new ArrayList<List<Object>>();
              try {
                target
                    .prepare(query, Fields.of(new LinkedHashSet<>(Arrays.asList(fields))))
                    .read(
                        reading,
                        row -> {
                          sink.row(row);
                          var values = new ArrayList<Object>();
                          for (String field : fields) {
                            values.add(row.field(field));
                          }
                          read.add(values);
                        });
                reading.end();
                rows.complete(read);
              } catch (Throwable e) {
                reading.end();
                rows.completeExceptionally(e);
              }
            });
    return new Running(reading, thread, rows);
  }

  /** Reads within a budget of memory, as a collection does. */
  static List<List<Object>> within(ReadMemory memory, Target target, String sql, String... fields)
      throws ReadException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    var reading = new Reading(System::nanoTime, end, null, memory);
    return start(target, reading, new JdbcQueryConfig(sql), _ -> {}, fields).await(SOON);
  }

  /** Whether the query applies to the target. */
  static boolean applies(Target target, String when) throws ReadException {
    var query = new JdbcQueryConfig("SELECT 1 AS a", when, List.of());
    var applies = new CompletableFuture<Boolean>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            applies.complete(
                target
                    .prepare(query, Fields.of(Set.of("a")))
                    .applies(Reading.within(Duration.ofSeconds(60))));
          } catch (Throwable e) {
            applies.completeExceptionally(e);
          }
        });
    try {
      return applies.get(SOON.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ReadException failure) {
        throw failure;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** Reads; at the timeout comes the deadline, after which the read has to end at once. */
  static List<List<Object>> read(Target target, Duration timeout, String sql, String... fields)
      throws ReadException {
    Running running = start(target, timeout, sql, fields);
    try {
      running.rows().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      running.deadline();
    } catch (ExecutionException | InterruptedException e) {
      // await tells.
    }
    return running.await(SOON);
  }

  static List<List<Object>> read(Target target, String sql, String... fields) throws ReadException {
    return read(target, Duration.ofSeconds(60), sql, fields);
  }

  /** Waits as native code does: no interrupt ends it. */
  static void uninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A mapping that fails by a mistake or for lack of memory. */
  static Sink failing(Throwable thrown) {
    return _ -> {
      if (thrown instanceof Error e) {
        throw e;
      }
      throw (RuntimeException) thrown;
    };
  }

  /** Waits for what another thread or process brings about; fails when it does not come. */
  static void eventually(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("expected " + what);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }
}
