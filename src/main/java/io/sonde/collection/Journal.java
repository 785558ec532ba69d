package io.sonde.collection;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.sonde.targets.ReadException.Reason;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Logs how collections go when that changes, and not at every run.
 *
 * <ul>
 *   <li>A failure is logged when it begins and when its message becomes another one while it lasts.
 *       {@link Story} says which messages are the same.
 *   <li>What is wrong with a target (no connection, no login, no answer in time) is logged once,
 *       for all its collections, and so is its end.
 * </ul>
 *
 * <p>It writes in the order of the outcomes, on a thread of its own: the timer must not wait for
 * whoever reads the log. What comes while too much waits to be written is left out, and counted.
 * Thread-safe.
 */
final class Journal {
  private static final System.Logger LOGGER = System.getLogger(Journal.class.getName());
  private static final int LONGEST = 10_000;

  private final BlockingQueue<Entry> entries = new LinkedBlockingQueue<>(LONGEST);
  private final AtomicLong leftOut = new AtomicLong();
  private final AtomicBoolean writing = new AtomicBoolean();

  /** A run failed. */
  synchronized void failed(Job job, Failure failure, boolean wasRead) {
    // A hung read, and credentials that are not tried again, follow from what was logged before.
    boolean follows =
        !wasRead && (failure.reason() == Reason.BUSY || failure.reason() == Reason.AUTH);
    note(job, failure, follows, true);
  }

  /**
   * What another collection published has changed what can be exposed of the last run, which
   * succeeded.
   *
   * @param collision what has to be left out; null for nothing
   */
  synchronized void judged(Job job, @Nullable Failure collision) {
    if (collision != null) {
      note(job, collision, false, false);
    } else if (job.story().ongoing()) {
      works(job);
    }
  }

  /** A run succeeded. */
  synchronized void works(Job job) {
    var own = job.story();
    var shared = job.gate().story();
    if (!own.ofTarget()) {
      if (own.ongoing()) {
        add(INFO, "%s: works again, after %d failed".formatted(job, own.failed()), facts(job));
      } else if (!own.applies()) {
        add(INFO, "%s: applies again".formatted(job), facts(job));
      }
      shared.end();
    } else if (shared.ongoing() && job.gate().isShared()) {
      add(
          INFO,
          "target %s: works again, after %d failed".formatted(job.target(), shared.failed()),
          Map.of("target", job.target()));
      shared.endLogged();
    } else if (own.spell() == shared.spell()) {
      // Others could read the target meanwhile, so this was its own trouble.
      add(INFO, "%s: works again, after %d failed".formatted(job, own.failed()), facts(job));
    }
    own.end();
    own.applies(true);
  }

  /**
   * A run did not find all that it asked for.
   *
   * @param metrics how many metrics miss something; 0 where that may be right, such as a query
   *     without rows
   */
  synchronized void unmatched(Job job, String message, int metrics) {
    add(metrics > 0 ? WARNING : INFO, "%s: %s".formatted(job, message), facts(job));
  }

  /** A run found that the target has not what is asked for. */
  synchronized void doesNotApply(Job job) {
    var own = job.story();
    if (own.applies()) {
      add(INFO, "%s: %s".formatted(job, Outcome.NotApplicable.MESSAGE), facts(job));
    }
    own.end();
    own.applies(false);
  }

  private void note(Job job, Failure failure, boolean follows, boolean run) {
    var own = job.story();
    var shared = job.gate().story();
    boolean known = follows && (own.ongoing() || shared.ongoing());
    own.goesOn(failure, run);
    own.applies(true);
    if (failure.ofTarget() && job.gate().isShared()) {
      own.partOf(shared);
      shared.goesOn(failure, run);
      if (!known && own.isNew(failure) && shared.isNew(failure)) {
        log(
            shared,
            "target %s: failed: %s: %s (collector %s)"
                .formatted(
                    job.target(),
                    failure.reason().label(),
                    failure.message(),
                    job.collector().name()),
            Map.of("target", job.target(), "reason", failure.reason().label()));
      }
      return;
    }
    if (!failure.ofTarget() && failure.reason() != Reason.LIMIT) {
      shared.end(); // the target was reached
    }
    if (!known && own.isNew(failure)) {
      log(
          own,
          "%s: failed: %s: %s".formatted(job, failure.reason().label(), failure.message()),
          facts(job, failure));
    }
  }

  private static Map<String, String> facts(Job job) {
    return Map.of("collector", job.collector().name(), "target", job.target());
  }

  private static Map<String, String> facts(Job job, Failure failure) {
    return Map.of(
        "collector",
        job.collector().name(),
        "target",
        job.target(),
        "reason",
        failure.reason().label());
  }

  private void log(Story story, String message, Map<String, String> facts) {
    add(
        WARNING,
        story.isFull()
            ? message + " (further messages are not logged until it works again)"
            : message,
        facts);
  }

  private void add(System.Logger.Level level, String message, Map<String, String> facts) {
    if (entries.offer(new Entry(level, message, facts))) {
      startWriting();
    } else {
      leftOut.incrementAndGet();
    }
  }

  private void startWriting() {
    if (!writing.compareAndSet(false, true)) {
      return;
    }
    boolean started = false;
    try {
      Thread.ofVirtual().name("sonde, journal").start(this::write);
      started = true;
    } finally {
      if (!started) {
        writing.set(false);
      }
    }
  }

  /** One thread at a time writes all that waits: the order is that of the queue. */
  private void write() {
    try {
      for (var entry = entries.poll(); entry != null; entry = entries.poll()) {
        // As a parameter, since a message may have braces. The facts are for formatters that have
        // fields.
        LOGGER.log(entry.level, "{0}", entry.message, entry.facts);
      }
      long lost = leftOut.getAndSet(0);
      if (lost > 0) {
        LOGGER.log(WARNING, "{0} lines of the log of collections were left out", lost);
      }
    } finally {
      writing.set(false);
    }
    if (!entries.isEmpty()) {
      startWriting();
    }
  }

  private record Entry(System.Logger.Level level, String message, Map<String, String> facts) {}
}
