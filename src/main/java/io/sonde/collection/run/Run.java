package io.sonde.collection.run;

import io.sonde.collection.journal.Failure;
import io.sonde.mapping.Mapping;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.yaml.Durations;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run: a read on a virtual thread of its own, its deadline, and its one outcome.
 *
 * <p>States, see {@link Phase}, and who changes them:
 *
 * <ol>
 *   <li>{@link #start()} begins the reading thread. It waits at the gate of the target, then reads
 *       ({@code UNDER_WAY}).
 *   <li>The first of two gives the outcome ({@code ENDING}): the reading thread when its read has
 *       ended, or the deadline. The deadline does not wait for the read: it cancels the read, later
 *       interrupts it, and the rows that still come are dropped.
 *   <li>A read that has not ended some time after that {@code HANGS}; {@link Cancelling} sets this.
 *   <li>When the reading thread ends, the run has {@code ENDED}, and its taker is told.
 * </ol>
 *
 * <p>The outcome is given, the permit of the gate is released and the end is told whatever is
 * thrown on the way, also when there is no memory left.
 *
 * <p>The lock: the monitor of the run guards who gives the outcome and whether the read has begun.
 * It is never held while the outcome or the end is told. Thread-safe.
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
  private final Deadline deadline;
  private final Cancelling cancelling;
  private final Gate.Permit permit;
  private volatile boolean told;

  // Guarded by this.
  private @Nullable Author author;
  private @Nullable Attempt attempt; // null while it waits at the gate

  /**
   * A run that has not begun.
   *
   * @param bound the most that waiting for the target and reading it may take together; null to
   *     wait for as long as it takes, and then to read for the collector's timeout
   * @param outcome takes the outcome, once, on the reading thread or on the timer's thread
   * @param ended takes this run when its read has ended
   * @param closed true when no read may begin any more
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
    this.permit = job.gate().permit();
    this.reader = Thread.ofVirtual().name("sonde: " + job).unstarted(this::execute);
    this.deadline = new Deadline(job.resources().timer());
    this.cancelling = new Cancelling(job, reader);
  }

  /** How far it has come. */
  public Phase phase() {
    if (reader.getState() == Thread.State.TERMINATED) {
      return Phase.ENDED;
    }
    if (cancelling.hangs()) {
      return Phase.HANGS;
    }
    return isClaimed() || deadline.isWithin(job.grace()) ? Phase.ENDING : Phase.UNDER_WAY;
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
      // There is no memory for a thread: this run fails, but the next ones can begin.
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

  /** The reading thread. This is the only place that catches everything. */
  private void execute() {
    try {
      permit.take();
      var begun = begin();
      if (begun != null) {
        begun.read(mapping, () -> claim(Author.READER), this::tell);
      }
    } catch (Throwable thrown) {
      if (claim(Author.READER)) {
        fail(thrown);
      }
    } finally {
      end();
    }
  }

  /** Begins to read; null when the run was given up while it waited at the gate. */
  private synchronized @Nullable Attempt begin() {
    if (author == null && !closed.getAsBoolean()) {
      if (bound == null) {
        setDeadline(job.collector().timeout());
      }
      attempt = new Attempt(job, deadline.due());
    }
    return attempt;
  }

  /** Releases the read and the gate, gives an outcome if there is none, and tells the end. */
  private void end() {
    try {
      var reading = reading();
      if (reading != null) {
        reading.end();
      }
    } finally {
      try {
        permit.leave();
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
      // Telling may have failed for lack of memory. The memory of the read is free now.
      tell(closed.getAsBoolean() ? new Outcome.Skipped(CLOSING) : Outcome.NO_MEMORY);
    }
  }

  // The deadline.

  private void setDeadline(Duration timeout) {
    var failure = new Failure(Reason.TIMEOUT, "not read within " + Durations.seconds(timeout));
    deadline.set(
        timeout,
        () -> giveUp(Optional.ofNullable(attempt()).flatMap(Attempt::shortage).orElse(failure)));
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

  private synchronized boolean isClaimed() {
    return author != null;
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
      deadline.cancel();
      outcome.accept(result);
      told = true;
    } finally {
      permit.leave();
    }
  }

  private synchronized @Nullable Attempt attempt() {
    return attempt;
  }

  private @Nullable Reading reading() {
    var begun = attempt();
    return begun == null ? null : begun.reading();
  }

  private enum Author {
    READER,
    DEADLINE
  }
}
