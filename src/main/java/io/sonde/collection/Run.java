package io.sonde.collection;

import io.sonde.mapping.Facts;
import io.sonde.mapping.Mapping;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.yaml.Durations;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run: a read on a virtual thread of its own, its deadline, and its one outcome.
 *
 * <p>Whoever comes first gives the outcome: the reader when its read has ended, or the deadline,
 * which does not wait for the read to end but gives it up. What the read still brings is thrown
 * away then.
 */
final class Run {
  private final Source source;
  private final Mapping mapping;
  private final Slot slot;
  private final Consumer<Outcome> outcome;
  private final @Nullable Duration bound;
  private final Thread reader;

  // Guarded by this.
  private @Nullable Author author;
  private @Nullable Reading reading; // once it has its turn
  private boolean entered;
  private boolean recorded;
  private int unfinished = 2; // the reader and the outcome; the cancelling comes on top
  private long begun;
  private long due;
  private Timer.@Nullable Event deadline;
  private @Nullable Cancelling cancelling;

  /**
   * @param slot is told when the run is overdue, and when nothing of it is under way any more
   * @param outcome is told how it went, once, by the reader or by the timer
   * @param bound the most that waiting for the target and reading it may take together; null to
   *     wait for as long as it takes, and then to read for the collector's timeout
   */
  Run(
      Source source,
      Mapping mapping,
      Slot slot,
      Consumer<Outcome> outcome,
      @Nullable Duration bound) {
    this.source = source;
    this.mapping = mapping;
    this.slot = slot;
    this.outcome = outcome;
    this.bound = bound;
    this.reader = Thread.ofVirtual().name("sonde: " + source).unstarted(this::execute);
  }

  void start() {
    if (bound != null) {
      setDeadline(bound);
    }
    reader.start();
  }

  /** True while it has neither an outcome nor one at hand: it waits for the target, or reads it. */
  synchronized boolean hasTimeLeft() {
    return author == null && (deadline == null || due - now() >= source.grace().toNanos());
  }

  /** True when its read should have ended and has not, though it was cancelled a while ago. */
  synchronized boolean hangs() {
    return author == Author.DEADLINE && unfinished > 0 && now() - due >= source.grace().toNanos();
  }

  /** Gives it up without waiting for its deadline. */
  void abandon() {
    giveUp(new Failure(Reason.READ, 0, "given up, since Sonde is closing"));
  }

  /** Interrupts what has not ended after it was given up. */
  void interrupt() {
    reader.interrupt();
    Cancelling begun;
    synchronized (this) {
      begun = cancelling;
    }
    if (begun != null) {
      begun.interrupt();
    }
  }

  // The reader.

  /** Times and ends a read, whatever it throws: the only place where everything is caught. */
  private void execute() {
    try {
      source.gate().enter();
      if (enter()) {
        read();
      }
    } catch (Throwable thrown) {
      if (claim(Author.READER)) {
        fail(thrown);
      }
    } finally {
      try {
        reading().end();
      } finally {
        finished();
      }
    }
  }

  /** Begins the turn at the target; false when it came too late. */
  private synchronized boolean enter() {
    if (author != null || slot.closed()) {
      source.gate().leave();
      return false;
    }
    entered = true;
    begun = now();
    if (bound == null) {
      setDeadline(source.collector().timeout());
    }
    reading = newReading();
    return true;
  }

  private void read() throws ReadException, InterruptedException {
    var refusal = source.gate().refusal(now());
    if (refusal.isPresent()) {
      if (claim(Author.READER)) {
        record(new Outcome.Skipped(Reason.AUTH, refusal.get()));
      }
      return;
    }
    var reading = reading();
    var read = new Read(source, mapping.begin(), reading);
    boolean applies = read.readTarget();
    long took = took();
    if (!applies) {
      if (claim(Author.READER)) {
        record(new Outcome.NotApplicable(took));
      }
      return;
    }
    try (var _ = reading.parsing()) {
      if (claim(Author.READER)) {
        record(new Outcome.Succeeded(read.finish(Duration.ofNanos(took)), took));
      }
    }
  }

  private synchronized Reading reading() {
    return reading == null ? newReading() : reading;
  }

  private Reading newReading() {
    return new Reading(source.timer()::nanoTime, due, source.processor(), source.memory());
  }

  // The deadline.

  private synchronized void setDeadline(Duration timeout) {
    var failure = new Failure(Reason.TIMEOUT, 0, "not read within " + Durations.seconds(timeout));
    due = now() + timeout.toNanos();
    deadline = source.timer().at(due, () -> giveUp(shortage().orElse(failure)));
  }

  /** A read that waits for memory when its time is up has failed for the lack of it. */
  private synchronized Optional<Failure> shortage() {
    return Optional.ofNullable(reading)
        .flatMap(Reading::shortage)
        .map(message -> new Failure(Reason.LIMIT, 0, message));
  }

  private void giveUp(Failure failure) {
    if (!claim(Author.DEADLINE)) {
      return;
    }
    synchronized (this) {
      due = now();
    }
    try {
      fail(failure);
    } finally {
      cancel();
    }
  }

  private void cancel() {
    var begun = new Cancelling(source, reading(), this::finished);
    synchronized (this) {
      cancelling = begun;
      unfinished++;
    }
    begun.start(this::interrupt, this::overdue);
  }

  private void overdue() {
    synchronized (this) {
      if (unfinished == 0) {
        return;
      }
    }
    // One that is blocked needs no processor; one that burns keeps its place, or scrapes would
    // starve.
    reading().overdue();
    if (reader.getState() != Thread.State.RUNNABLE) {
      reading().giveWay();
    }
    slot.overdue();
  }

  // The outcome.

  /** True for the one who gives the outcome, however often it asks. */
  private synchronized boolean claim(Author claimant) {
    if (author == null) {
      author = claimant;
    }
    return author == claimant;
  }

  private void fail(Throwable thrown) {
    // There must be an outcome, even without the memory to describe it.
    var failure = Failure.UNDESCRIBED;
    try {
      failure = Failure.of(thrown);
    } finally {
      fail(failure);
    }
  }

  private void fail(Failure failure) {
    Outcome result = Outcome.UNDESCRIBED;
    try {
      result = describe(failure);
    } finally {
      record(result);
    }
  }

  private Outcome describe(Failure failure) {
    if (!wasEntered()) {
      return new Outcome.Skipped(failure.reason(), failure.message());
    }
    long took = took();
    var facts = new Facts(Duration.ofNanos(took), failure.status(), 0);
    return new Outcome.Failed(failure.reason(), failure.message(), took, mapping.failed(facts));
  }

  private void record(Outcome result) {
    synchronized (this) {
      if (recorded) {
        return;
      }
      recorded = true;
      if (deadline != null) {
        deadline.cancel();
      }
    }
    try {
      outcome.accept(result);
    } finally {
      if (wasEntered()) {
        source.gate().leave();
      }
      finished();
    }
  }

  private void finished() {
    boolean last;
    synchronized (this) {
      last = --unfinished == 0;
    }
    if (last) {
      slot.finished(this);
    }
  }

  private synchronized boolean wasEntered() {
    return entered;
  }

  private synchronized long took() {
    return entered ? now() - begun : 0;
  }

  private long now() {
    return source.timer().nanoTime();
  }

  private enum Author {
    READER,
    DEADLINE
  }
}
