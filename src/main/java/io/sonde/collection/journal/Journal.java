package io.sonde.collection.journal;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.sonde.targets.ReadException.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Logs changes in how collections go, not each run.
 *
 * <ul>
 *   <li>A failure is logged when it begins, and again when its message changes. {@link
 *       LoggedTrouble} decides which messages are the same.
 *   <li>A failure of a target (no connection, no login, no answer in time) is logged once for all
 *       collections of the target, and so is its end.
 * </ul>
 *
 * <p>Lines are written in the order of the outcomes, on a thread of the journal, so that the timer
 * never waits for the reader of the log. Lines that find no room in the queue are dropped and
 * counted. Thread-safe.
 */
public final class Journal {
  private static final System.Logger LOGGER = System.getLogger(Journal.class.getName());

  /** So many lines may wait to be written. */
  private static final int LONGEST = 10_000;

  private final BlockingQueue<Entry> entries = new LinkedBlockingQueue<>(LONGEST);
  private final AtomicLong leftOut = new AtomicLong();
  private final AtomicBoolean writing = new AtomicBoolean();

  /**
   * A run failed.
   *
   * @param wasRead false when the run failed before it read the target
   */
  public synchronized void failed(LoggedCollection own, Failure failure, boolean wasRead) {
    // A hung read, and credentials that are not tried again, are consequences of a logged failure.
    boolean follows =
        !wasRead && (failure.reason() == Reason.BUSY || failure.reason() == Reason.AUTH);
    note(own, failure, follows, true);
  }

  /**
   * Another collection has published, which changes what is exposed of the last run. That run
   * succeeded.
   *
   * @param collision what is left out; null for nothing
   */
  public synchronized void judged(LoggedCollection own, @Nullable Failure collision) {
    if (collision != null) {
      note(own, collision, false, false);
    } else if (own.trouble().ongoing()) {
      works(own);
    }
  }

  /** A run succeeded. */
  public synchronized void works(LoggedCollection own) {
    LoggedTrouble trouble = own.trouble();
    LoggedTarget target = own.target();
    if (!trouble.ofTarget()) {
      if (trouble.ongoing()) {
        worksAgain(own);
      } else if (!own.applies()) {
        add(INFO, own + ": applies again", own.fields());
      }
      target.trouble().end();
    } else if (target.trouble().ongoing() && target.isShared()) {
      add(
          INFO,
          "target %s: works again after %d failed runs"
              .formatted(target.name(), target.trouble().failed()),
          Map.of("target", target.name()));
      target.endLogged();
    } else if (own.targetEndIsUnlogged()) {
      // Other collections could read the target meanwhile, so only this one failed.
      worksAgain(own);
    }
    trouble.end();
    own.applies(true);
  }

  private void worksAgain(LoggedCollection own) {
    add(
        INFO,
        "%s: works again after %d failed runs".formatted(own, own.trouble().failed()),
        own.fields());
  }

  /**
   * A run did not find everything that it asked for.
   *
   * @param metrics how many metrics miss something; 0 where that may be correct, such as a query
   *     without rows
   */
  public synchronized void unmatched(LoggedCollection own, String message, int metrics) {
    add(metrics > 0 ? WARNING : INFO, "%s: %s".formatted(own, message), own.fields());
  }

  /**
   * A run found that the target does not have what the collector asks for.
   *
   * @param message what the log says of it
   */
  public synchronized void doesNotApply(LoggedCollection own, String message) {
    if (own.applies()) {
      add(INFO, "%s: %s".formatted(own, message), own.fields());
    }
    own.trouble().end();
    own.applies(false);
  }

  private void note(LoggedCollection own, Failure failure, boolean follows, boolean run) {
    LoggedTrouble trouble = own.trouble();
    LoggedTarget target = own.target();
    boolean known = follows && (trouble.ongoing() || target.trouble().ongoing());
    trouble.add(failure, run);
    own.applies(true);
    String why = failure.reason().label() + ": " + failure.message();
    if (failure.ofTarget() && target.isShared()) {
      own.failsWithTarget();
      target.trouble().add(failure, run);
      if (!known && trouble.isNew(failure) && target.trouble().isNew(failure)) {
        warn(
            target.trouble(),
            "target %s: failed: %s (collector %s)".formatted(target.name(), why, own.collector()),
            Map.of("target", target.name(), "reason", failure.reason().label()));
      }
      return;
    }
    if (!failure.ofTarget() && failure.reason() != Reason.LIMIT) {
      target.trouble().end(); // the target was reached
    }
    if (!known && trouble.isNew(failure)) {
      var fields = new HashMap<>(own.fields());
      fields.put("reason", failure.reason().label());
      warn(trouble, "%s: failed: %s".formatted(own, why), fields);
    }
  }

  private void warn(LoggedTrouble trouble, String message, Map<String, String> fields) {
    add(
        WARNING,
        trouble.isFull()
            ? message + " (further messages are not logged until it works again)"
            : message,
        fields);
  }

  private void add(System.Logger.Level level, String message, Map<String, String> fields) {
    if (entries.offer(new Entry(level, message, fields))) {
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

  /** Writes what waits, in the order of the queue. One thread at a time does. */
  private void write() {
    try {
      for (var entry = entries.poll(); entry != null; entry = entries.poll()) {
        // The message is a parameter, since it may have braces. JSON takes the fields.
        LOGGER.log(entry.level, "{0}", entry.message, entry.fields);
      }
      long lost = leftOut.getAndSet(0);
      if (lost > 0) {
        LOGGER.log(WARNING, "{0} log lines about collections were dropped", lost);
      }
    } finally {
      writing.set(false);
    }
    if (!entries.isEmpty()) {
      startWriting();
    }
  }

  private record Entry(System.Logger.Level level, String message, Map<String, String> fields) {}
}
