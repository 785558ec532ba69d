package io.sonde.collection.run;

import io.sonde.collection.journal.Failure;
import io.sonde.mapping.Mapping;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.yaml.Durations;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run: a read on a virtual thread of its own, with a deadline and exactly one outcome.
 *
 * <p>The states, see {@link Phase}:
 *
 * <ol>
 *   <li>{@code UNDER_WAY}: {@link #start()} has started the reading thread. It waits for a permit
 *       of the target's gate, then reads.
 *   <li>{@code ENDING}: the outcome is decided, either by the reading thread when its read ended,
 *       or by the deadline. The deadline cancels the read and later interrupts it, but does not
 *       wait for it. Rows that still come are dropped.
 *   <li>{@code HANGS}: the read has not ended some time after that, see {@link Cancelling}.
 *   <li>{@code ENDED}: the reading thread has ended, and the owner is told.
 * </ol>
 *
 * <p>Whatever is thrown, also when memory runs out, the outcome is reported, the permit is released
 * and the owner is told. The monitor of the run guards who decides the outcome and whether the read
 * has begun; it is not held while the outcome or the end is reported. Thread-safe.
 */
public final class Run {
  private static final Failure CLOSING =
      new Failure(Reason.READ, "given up, since Sonde is closing");

  private final Job job;
  private final Mapping mapping;
  private final @Nullable Duration bound;
  private final Consumer<Outcome> outcome;
  private final Owner owner;
  private final Thread reader;
  private final Deadline deadline;
  private final Cancelling cancelling;
  private final Gate.Permit permit;
  private volatile boolean told;

  // Guarded by this.
  private @Nullable Author author;
  private @Nullable Attempt attempt; // null while it waits at the gate

  /**
   * A run that has not been started.
   *
   * @param bound the timeout of waiting for the target and reading it together; null to wait
   *     without a timeout, and then to read with the collector's timeout
   * @param outcome takes the outcome, once, on the reading thread or on the timer's thread
   */
  public Run(
      Job job, Mapping mapping, @Nullable Duration bound, Consumer<Outcome> outcome, Owner owner) {
    this.job = job;
    this.mapping = mapping;
    this.bound = bound;
    this.outcome = outcome;
    this.owner = owner;
    this.permit = job.gate().permit();
    this.reader = Thread.ofVirtual().name("sonde: " + job).unstarted(this::execute);
    this.deadline = new Deadline(job.resources().timer());
    this.cancelling = new Cancelling(job, reader);
  }

  /** The present state. */
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

  /** Gives the run up before its deadline. */
  public void abandon() {
    giveUp(CLOSING);
  }

  /** Interrupts the read and its cancelling, after the run was given up. */
  public void interrupt() {
    cancelling.interrupt();
  }

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
    if (author == null && !owner.closed()) {
      if (bound == null) {
        setDeadline(job.collector().timeout());
      }
      attempt = new Attempt(job, deadline.due());
    }
    return attempt;
  }

  /** Releases the read and the permit, reports an outcome if there is none, and tells the owner. */
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
          owner.ended(this);
        }
      }
    }
  }

  private void settle() {
    if (!claim(Author.READER)) {
      cancelling.awaitEnd();
    }
    if (!told) {
      // Reporting may have failed for lack of memory. The memory of the read is free now.
      tell(owner.closed() ? new Outcome.Skipped(CLOSING) : Outcome.NO_MEMORY);
    }
  }

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

  /** True for the first claimant, also when it asks again: it decides the outcome. */
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
