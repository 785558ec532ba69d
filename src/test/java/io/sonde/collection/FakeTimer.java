package io.sonde.collection;

import io.sonde.collection.schedule.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** A clock that stands still until a test advances it, and then runs what is due, in order. */
final class FakeTimer implements Timer {
  static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.<Task>comparingLong(t -> t.time).thenComparingLong(t -> t.id));
  // Not 0 and near the overflow, as nanoTime() may be.
  private static final long ORIGIN = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

  private long elapsed;
  private long ids;
  private boolean closed;

  @Override
  public synchronized long nanoTime() {
    return ORIGIN + elapsed;
  }

  @Override
  public synchronized Instant now() {
    return START.plusNanos(elapsed);
  }

  @Override
  public Event at(long nanoTime, Runnable task) {
    return add(nanoTime, null, task);
  }

  @Override
  public Event every(long first, Duration period, Runnable task) {
    return add(first, period, task);
  }

  private synchronized Event add(long nanoTime, @Nullable Duration period, Runnable task) {
    var added = new Task(nanoTime - ORIGIN, ids++, period, task);
    tasks.add(added);
    return () -> remove(added);
  }

  private synchronized void remove(Task task) {
    tasks.remove(task);
  }

  /** Lets time pass: every task runs at its own time. */
  void advance(Duration time) {
    long end;
    synchronized (this) {
      end = elapsed + time.toNanos();
    }
    for (var task = next(end, true); task != null; task = next(end, true)) {
      task.action.run();
    }
    synchronized (this) {
      elapsed = end;
    }
  }

  /** Lets time pass in which nothing runs, and then runs all that is due, late. */
  void stall(Duration time) {
    long end;
    synchronized (this) {
      elapsed += time.toNanos();
      end = elapsed;
    }
    for (var task = next(end, false); task != null; task = next(end, false)) {
      task.action.run();
    }
  }

  private synchronized @Nullable Task next(long end, boolean setClock) {
    var task = tasks.peek();
    if (closed || task == null || task.time > end) {
      return null;
    }
    tasks.remove();
    if (setClock) {
      elapsed = Math.max(elapsed, task.time);
    }
    if (task.period != null) {
      task.time += task.period.toNanos();
      task.id = ids++;
      tasks.add(task);
    }
    return task;
  }

  /** How long after the start each waiting task is due. */
  synchronized List<Duration> waiting() {
    return new ArrayList<>(tasks).stream().map(t -> Duration.ofNanos(t.time)).sorted().toList();
  }

  synchronized Duration elapsed() {
    return Duration.ofNanos(elapsed);
  }

  @Override
  public synchronized void close() {
    closed = true;
    tasks.clear();
  }

  private static final class Task {
    private long time;
    private long id;
    private final @Nullable Duration period;
    private final Runnable action;

    Task(long time, long id, @Nullable Duration period, Runnable action) {
      this.time = time;
      this.id = id;
      this.period = period;
      this.action = action;
    }
  }
}
