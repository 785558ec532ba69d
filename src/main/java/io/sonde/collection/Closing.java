package io.sonde.collection;

import io.sonde.collection.run.Gate;
import java.time.Duration;
import java.util.Collection;

/**
 * Ends collections and closes targets, within about two seconds: reads are cancelled, then
 * interrupted, and what has not ended by then is left behind.
 */
final class Closing {
  /** How long reads may take to end after they were cancelled, before they are interrupted. */
  private static final Duration CANCELLED_WITHIN = Duration.ofMillis(250);

  /** How long reads and targets may take to end after that. */
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(2);

  private Closing() {}

  /**
   * Ends the collections and closes the targets.
   *
   * @param gates of the targets
   */
  static void close(Collection<TargetCollection> collections, Collection<Gate> gates) {
    collections.forEach(TargetCollection::close);
    collections.forEach(TargetCollection::abandon);
    try {
      awaitEnd(collections, CANCELLED_WITHIN);
      collections.forEach(TargetCollection::interrupt);
      var closers =
          gates.stream()
              .map(gate -> Thread.ofVirtual().name("sonde, close").start(gate.target()::close))
              .toList();
      long end = System.nanoTime() + CLOSED_WITHIN.toNanos();
      awaitEnd(collections, CLOSED_WITHIN);
      for (var closer : closers) {
        closer.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitEnd(Collection<TargetCollection> collections, Duration timeout)
      throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    for (var collection : collections) {
      collection.awaitEnd(Duration.ofNanos(end - System.nanoTime()));
    }
  }
}
