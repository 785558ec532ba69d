package io.sonde.collection;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.sonde.targets.ReadException.Reason;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Logs how collections go when that changes, and not at every turn.
 *
 * <p>It writes in the order of the outcomes, on a thread of its own: the timer must not wait for
 * whoever reads the log. What comes while too much waits to be written is left out. Thread-safe.
 */
final class Journal {
  private static final System.Logger LOGGER = System.getLogger(Journal.class.getName());
  private static final int LONGEST = 10_000;

  private final Queue<Entry> entries = new LinkedBlockingQueue<>(LONGEST);

  /**
   * Takes note of an outcome.
   *
   * @param before what was known before it
   */
  void note(Source source, Latest before, Outcome outcome) {
    switch (outcome) {
      case Outcome.Failed(var reason, var message, _, _) -> failed(source, before, reason, message);
      case Outcome.Skipped(var reason, var message) -> failed(source, before, reason, message);
      case Outcome.Succeeded _ -> {
        if (before.failures() > 0) {
          add(INFO, "%s: works again, after %d failed".formatted(source, before.failures()));
        } else if (!before.applies()) {
          add(INFO, "%s: applies again".formatted(source));
        }
      }
      case Outcome.NotApplicable _ -> {
        if (before.applies()) {
          add(INFO, "%s: %s".formatted(source, Outcome.NotApplicable.MESSAGE));
        }
      }
    }
  }

  private void failed(Source source, Latest before, Reason reason, String message) {
    if (kind(before.failure()) != kind(reason)) {
      add(WARNING, "%s: failed: %s: %s".formatted(source, reason.label(), message));
    }
  }

  /** A hung read alternates between both: one thing to say. */
  private static @Nullable Reason kind(@Nullable Reason reason) {
    return reason == Reason.BUSY ? Reason.TIMEOUT : reason;
  }

  private void add(System.Logger.Level level, String message) {
    if (entries.offer(new Entry(level, message))) {
      Thread.ofVirtual().name("sonde, journal").start(this::write);
    }
  }

  /** One thread at a time writes all that waits: the order is that of the queue. */
  private void write() {
    synchronized (entries) {
      for (var entry = entries.poll(); entry != null; entry = entries.poll()) {
        LOGGER.log(entry.level, entry.message);
      }
    }
  }

  private record Entry(System.Logger.Level level, String message) {}
}
