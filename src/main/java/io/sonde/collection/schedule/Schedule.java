package io.sonde.collection.schedule;

import io.sonde.yaml.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs the turns of one collection, from the start until it is closed. Thread-safe. */
public final class Schedule implements AutoCloseable {
  /** The longest time until all collections have had their first turn. */
  private static final Duration LONGEST_WINDOW = Duration.ofSeconds(10);

  /** The time that each collection adds to that, below the longest. */
  private static final Duration WINDOW_FOR_EACH = Duration.ofMillis(50);

  private final Timer timer;
  private final ScheduledTimes turns;
  private final Runnable turn;
  private final List<Timer.Event> events = new ArrayList<>(); // guarded by this
  private long taken; // for the timer alone

  private Schedule(Timer timer, ScheduledTimes turns, Runnable turn) {
    this.timer = timer;
    this.turns = turns;
    this.turn = turn;
  }

  /**
   * Begins.
   *
   * @param turn must not block
   */
  public static Schedule start(Timer timer, ScheduledTimes turns, Runnable turn) {
    var schedule = new Schedule(timer, turns, turn);
    schedule.begin();
    return schedule;
  }

  /** The time within which so many collections that start together have their first turn. */
  public static Duration window(int collections) {
    var window = Durations.times(WINDOW_FOR_EACH, collections);
    return window.compareTo(LONGEST_WINDOW) < 0 ? window : LONGEST_WINDOW;
  }

  private synchronized void begin() {
    if (turns.early() != turns.regular()) {
      events.add(timer.at(turns.early(), turn));
    }
    events.add(timer.every(turns.regular(), Duration.ofNanos(turns.every()), this::regular));
  }

  /** Runs one turn for all that have come since the last, also after a stall of the timer. */
  private void regular() {
    long count = turns.count(timer.nanoTime());
    if (count > taken) {
      taken = count;
      turn.run();
    }
  }

  /** When the first turn comes, by the timer's clock. */
  public long first() {
    return turns.early();
  }

  /** When the turn after a time comes, by the timer's clock. */
  public long next(long now) {
    return turns.next(now);
  }

  @Override
  public synchronized void close() {
    events.forEach(Timer.Event::cancel);
    events.clear();
  }
}
