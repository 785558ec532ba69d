package io.sonde.collection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Gives collections their turns, from its start until it is closed. Thread-safe. */
final class Schedule implements AutoCloseable {
  /** The most that a collection waits for its first turn. */
  private static final Duration LONGEST_WINDOW = Duration.ofSeconds(10);

  /** What each collection adds to the time within which all have their first turn. */
  private static final Duration WINDOW_FOR_EACH = Duration.ofMillis(50);

  private final Timer timer;
  private final List<Timer.Event> events = new ArrayList<>(); // guarded by this
  private boolean closed; // guarded by this

  Schedule(Timer timer) {
    this.timer = timer;
  }

  synchronized void start(List<TargetCollection> collections) {
    long start = timer.nanoTime();
    var window = window(collections.size());
    for (var collection : collections) {
      var turns =
          Turns.of(collection.collector(), collection.target(), collection.every(), start, window);
      if (!closed) {
        add(collection, turns);
      }
    }
  }

  private void add(TargetCollection collection, Turns turns) {
    collection.expectTurn(turns.early());
    if (turns.early() != turns.regular()) {
      events.add(timer.at(turns.early(), collection::turn));
    }
    events.add(
        timer.every(turns.regular(), collection.every(), new Regular(collection, turns)::run));
  }

  private static Duration window(int collections) {
    var window = WINDOW_FOR_EACH.multipliedBy(collections);
    return window.compareTo(LONGEST_WINDOW) < 0 ? window : LONGEST_WINDOW;
  }

  @Override
  public synchronized void close() {
    closed = true;
    events.forEach(Timer.Event::cancel);
    events.clear();
  }

  /** The regular turns of one collection. For the timer alone. */
  private final class Regular {
    private final TargetCollection collection;
    private final Turns turns;
    private long taken;

    Regular(TargetCollection collection, Turns turns) {
      this.collection = collection;
      this.turns = turns;
    }

    /** Runs once for each turn, even for those that passed in a stall: they are one. */
    void run() {
      long count = turns.count(timer.nanoTime());
      if (count > taken) {
        taken = count;
        collection.turn();
      }
    }
  }
}
