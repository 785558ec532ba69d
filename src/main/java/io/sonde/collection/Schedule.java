package io.sonde.collection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Gives collections their turns, from its start until it is closed. Thread-safe. */
final class Schedule implements AutoCloseable {
  /** The most that a collection waits for its first turn. */
  static final Duration LONGEST_WINDOW = Duration.ofSeconds(10);

  /** What each collection adds to the time within which all have their first turn. */
  static final Duration WINDOW_FOR_EACH = Duration.ofMillis(50);

  private final Timer timer;

  // Guarded by this.
  private final List<Entry> entries = new ArrayList<>();
  private boolean closed;

  Schedule(Timer timer) {
    this.timer = timer;
  }

  synchronized void start(List<Collection> collections) {
    long start = timer.nanoTime();
    var window = WINDOW_FOR_EACH.multipliedBy(collections.size());
    if (window.compareTo(LONGEST_WINDOW) > 0) {
      window = LONGEST_WINDOW;
    }
    for (var collection : collections) {
      var turns =
          Turns.of(collection.collector(), collection.target(), collection.every(), start, window);
      collection.expectTurn(turns.first());
      var entry = new Entry(collection, turns);
      entries.add(entry);
      entry.await(turns.first());
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    entries.forEach(Entry::cancel);
    entries.clear();
  }

  private final class Entry {
    private final Collection collection;
    private final Turns turns;
    private Timer.Event event = () -> {};

    Entry(Collection collection, Turns turns) {
      this.collection = collection;
      this.turns = turns;
    }

    void await(long nanoTime) {
      synchronized (Schedule.this) {
        if (!closed) {
          event = timer.at(nanoTime, this::turn);
        }
      }
    }

    private void turn() {
      // The next one first: whatever becomes of this turn, the others come.
      await(turns.after(timer.nanoTime()));
      collection.turn();
    }

    void cancel() {
      event.cancel();
    }
  }
}
