package io.sonde.collection.run;

import io.sonde.collection.journal.Failure;
import io.sonde.collection.schedule.Timer;
import io.sonde.mapping.Mapping;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.yaml.Durations;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run: a read on a virtual thread of its own, its deadline, and its one outcome.
 *
 * <p>Whoever comes first gives the outcome: the reader when its read has ended, or the deadline,
 * which does not wait for the read to end but gives it up. What that still brings is thrown away.
 *
 * <p>The outcome is given, the place at the gate is left, and the end is told, whatever is thrown
 * on the way, also when there is no memory left. Thread-safe.
 */
public final class Run {
  private static final Failure CLOSING =
      new Failure(Reason.READ, "given up, since Sonde is closing");

  private final Job job;
  private final Mapping mapping;
  private final @Nullable Duration bound;
  private final Consumer<Outcome> outcome;
  private final Consumer<Run> ended;
  private final BooleanSupplier closed;
  private final Thread reader;
  private final Cancelling cancelling;
  private final AtomicBoolean atGate = new AtomicBoolean();
  private volatile boolean told;

  // Guarded by this.
  private @Nullable Author author;
  private @Nullable Attempt attempt; // once it is its turn at the target
  private long due;
  private Timer.@Nullable Event deadline;

  /**
   * A run that has not begun.
   *
   * @param bound the most that waiting for the target and reading it may take together; null to
   *     wait for as long as it takes, and then to read for the collector's timeout
   * @param outcome is told how it went, once, by the reader or by the timer
   * @param ended is told when nothing of it is under way any more
   * @param closed true when it must not begin to read any more
   */
  public Run(
      Job job,
      Mapping mapping,
      @Nullable Duration bound,
      Consumer<Outcome> outcome,
      Consumer<Run> ended,
      BooleanSupplier closed) {
    this.job = job;
    this.mapping = mapping;
    this.bound = bound;
    this.outcome = outcome;
    this.ended = ended;
    this.closed = closed;
    this.reader = Thread.ofVirtual().name("sonde: " + job).unstarted(this::execute);
    this.cancelling = new Cancelling(job, reader);
  }

  /** How far a run has come. */
  public enum Phase {
    /** It waits for the target or reads it, and has time left. */
    UNDER_WAY,
    /** It has an outcome, or is about to have one. */
    ENDING,
    /** It was given up a while ago, and its read has not ended. */
    HANGS,
    /** Nothing of it is under way any more. */
    ENDED
  }

  /** How far it has come. */
  public Phase phase() {
    if (reader.getState() == Thread.State.TERMINATED) {
      return Phase.ENDED;
    }
    if (cancelling.hangs()) {
      return Phase.HANGS;
    }
    synchronized (this) {
      boolean late = deadline != null && due - now() < job.grace().toNanos();
      return author != null || late ? Phase.ENDING : Phase.UNDER_WAY;
    }
  }

  /** Starts the reading thread. */
  public void start() {
    boolean started = false;
    try {
      if (bound != null) {
        setDeadline(bound);
      }
      reader.start();
      started = true;
    } finally {
      // Without memory for a thread this run is lost, not all that follow.
      if (!started) {
        end();
      }
    }
  }

  /** Gives it up without waiting for its deadline. */
  public void abandon() {
    giveUp(CLOSING);
  }

  /** Interrupts what has not ended after it was given up. */
  public void interrupt() {
    cancelling.interrupt();
  }

  // The reader.

  /** Reads and ends, whatever is thrown: the only place where everything is caught. */
  private void execute() {
    try {
      job.gate().enter();
      atGate.set(true);
      var begun = begin();
      if (begun != null) {
        read(begun);
      }
    } catch (Throwable thrown) {
      if (claim(Author.READER)) {
        fail(thrown);
      }
    } finally {
      end();
    }
  }

  /** It is its turn at the target; null when that comes too late. */
  private synchronized @Nullable Attempt begin() {
    if (author == null && !closed.getAsBoolean()) {
      if (bound == null) {
        setDeadline(job.collector().timeout());
      }
      attempt = new Attempt(job, due);
    }
    return attempt;
  }

  private void read(Attempt begun) throws ReadException, InterruptedException {
    var refusal = begun.refusal();
    if (refusal.isPresent()) {
      if (claim(Author.READER)) {
        tell(new Outcome.Skipped(refusal.get()));
      }
      return;
    }
    var batch = mapping.begin();
    boolean applies = begun.read(batch);
    long took = begun.took();
    if (!applies) {
      if (claim(Author.READER)) {
        tell(new Outcome.NotApplicable(took));
      }
      return;
    }
    try (var _ = begun.reading().parsing()) {
      if (claim(Author.READER)) {
        tell(new Outcome.Succeeded(batch.finish(begun.facts(took)), begun.unmatched(), took));
      }
    }
  }

  /** Gives back all that it took, gives an outcome if there is none yet, and says that it ended. */
  private void end() {
    try {
      var reading = reading();
      if (reading != null) {
        reading.end();
      }
    } finally {
      try {
        leaveGate();
      } finally {
        try {
          settle();
        } finally {
          ended.accept(this);
        }
      }
    }
  }

  private void settle() {
    if (!claim(Author.READER)) {
      cancelling.awaitEnd();
    }
    if (!told) {
      // What failed for the lack of memory may do now, with all of the read gone.
      tell(closed.getAsBoolean() ? new Outcome.Skipped(CLOSING) : Outcome.NO_MEMORY);
    }
  }

  // The deadline.

  private synchronized void setDeadline(Duration timeout) {
    var failure = new Failure(Reason.TIMEOUT, "not read within " + Durations.seconds(timeout));
    due = now() + timeout.toNanos();
    deadline = job.resources().timer().at(due, () -> giveUp(shortage().orElse(failure)));
  }

  /** A read that waits for memory when its time is up has failed for the lack of it. */
  private Optional<Failure> shortage() {
    return Optional.ofNullable(reading())
        .flatMap(Reading::shortage)
        .map(why -> new Failure(Reason.LIMIT, why));
  }

  private void giveUp(Failure failure) {
    if (claim(Author.DEADLINE)) {
      try {
        fail(failure);
      } finally {
        cancelling.start(reading());
      }
    }
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
    var failure = Failure.NO_MEMORY;
    try {
      failure = Failure.of(thrown);
    } finally {
      fail(failure);
    }
  }

  private void fail(Failure failure) {
    Outcome result = Outcome.NO_MEMORY;
    try {
      var begun = attempt();
      result = begun == null ? new Outcome.Skipped(failure) : begun.failed(failure, mapping);
    } finally {
      tell(result);
    }
  }

  private void tell(Outcome result) {
    if (told) {
      return;
    }
    try {
      cancelDeadline();
      outcome.accept(result);
      told = true;
    } finally {
      leaveGate();
    }
  }

  private synchronized void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel();
    }
  }

  private void leaveGate() {
    if (atGate.compareAndSet(true, false)) {
      job.gate().leave();
    }
  }

  private synchronized @Nullable Attempt attempt() {
    return attempt;
  }

  private @Nullable Reading reading() {
    var begun = attempt();
    return begun == null ? null : begun.reading();
  }

  private long now() {
    return job.resources().timer().nanoTime();
  }

  private enum Author {
    READER,
    DEADLINE
  }
}
