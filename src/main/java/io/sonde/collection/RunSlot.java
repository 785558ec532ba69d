package io.sonde.collection;

import io.sonde.collection.journal.Failure;
import io.sonde.collection.run.Job;
import io.sonde.collection.run.Outcome;
import io.sonde.collection.run.Owner;
import io.sonde.collection.run.Phase;
import io.sonde.collection.run.Run;
import io.sonde.mapping.Mapping;
import io.sonde.targets.ReadException.Reason;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one run that a collection may have under way: its states, and what a turn of the schedule and
 * a request on demand do in each.
 *
 * <table>
 *   <caption>States, as {@link Run#phase()} tells them</caption>
 *   <tr><th>state</th><th>a turn</th><th>a request on demand</th></tr>
 *   <tr><td>{@code ENDED}: no run</td><td>begins a run</td><td>begins a run</td></tr>
 *   <tr>
 *     <td>{@code UNDER_WAY}: the run waits for its target or reads it, and has time left</td>
 *     <td>is left out; waits for the end of a run on demand</td><td>is refused</td>
 *   </tr>
 *   <tr>
 *     <td>{@code ENDING}: the run has an outcome, or will have one at once</td>
 *     <td>waits for the end</td><td>waits for the end</td>
 *   </tr>
 *   <tr>
 *     <td>{@code HANGS}: the run was given up, and its read has not ended</td>
 *     <td>is lost, and counts as a failure ({@code busy})</td><td>is refused</td>
 *   </tr>
 * </table>
 *
 * <p>Who changes the state: a turn and a request begin a run. The run itself goes on from there, by
 * its reading thread or by its deadline; {@link Run} describes how. After {@link #close()} no run
 * begins, and a run that waits for its target does not begin to read.
 *
 * <p>Locks: the monitor of this slot guards which run is taken. It may be held while the monitor of
 * a run, or the lock of {@link OutcomeRecorder}, is taken, never the other way round. Thread-safe.
 */
final class RunSlot implements Owner {
  /**
   * The longest wait before the state is read again: a run can change it without a notification.
   */
  private static final long LOOK_MILLIS = 100;

  private final Job job;
  private final Mapping mapping;
  private final Consumer<Outcome> publish;
  private volatile boolean closed;

  // Guarded by this.
  private @Nullable Run run;
  private boolean onDemand; // the run was not begun by a turn
  private boolean turnWaits; // a turn came, and begins a run when this one has ended

  /**
   * A slot without a run.
   *
   * @param mapping of the runs that turns begin
   * @param publish takes the outcomes of these runs
   */
  RunSlot(Job job, Mapping mapping, Consumer<Outcome> publish) {
    this.job = job;
    this.mapping = mapping;
    this.publish = publish;
  }

  /** A turn of the schedule. Does not block. */
  void turn() {
    Run next = null;
    synchronized (this) {
      if (closed) {
        return;
      }
      switch (phase()) {
        case ENDED -> next = take(scheduled());
        case ENDING -> turnWaits = true;
        case UNDER_WAY -> turnWaits = onDemand;
        case HANGS -> busy();
      }
    }
    if (next != null) {
      next.start();
    }
  }

  /**
   * Begins a run on demand. Waits for the end of a run that is {@code ENDING}.
   *
   * @param one the job of this run
   * @param its the mapping of this run
   * @param outcome takes the outcome, which is not published
   * @param bound the most that the run may take, this wait included; null to wait for the target as
   *     long as others read it, and then to read for at most the collector's timeout
   * @return null when another run is under way
   */
  @Nullable Run begin(Job one, Mapping its, Consumer<Outcome> outcome, @Nullable Duration bound)
      throws InterruptedException {
    var most = bound == null ? job.collector().timeout() : bound;
    long end = System.nanoTime() + most.toNanos();
    Run next;
    synchronized (this) {
      while (phase() == Phase.ENDING && System.nanoTime() - end < 0) {
        wait(LOOK_MILLIS);
      }
      if (closed || phase() != Phase.ENDED) {
        return null;
      }
      var left = bound == null ? null : Duration.ofNanos(Math.max(1, end - System.nanoTime()));
      next = new Run(one, its, left, outcome, this);
      take(next);
      onDemand = true;
    }
    next.start();
    return next;
  }

  /** True while a run waits for its target or reads it. */
  boolean underWay() {
    return phase() == Phase.UNDER_WAY;
  }

  private synchronized Phase phase() {
    return run == null ? Phase.ENDED : run.phase();
  }

  private Run scheduled() {
    return new Run(job, mapping, null, publish, this);
  }

  private Run take(Run next) {
    run = next;
    onDemand = false;
    turnWaits = false;
    return next;
  }

  private void busy() {
    publish.accept(
        new Outcome.Skipped(new Failure(Reason.BUSY, "the previous read has not ended yet")));
  }

  @Override
  public boolean closed() {
    return closed;
  }

  @Override
  public void ended(Run which) {
    Run next = null;
    synchronized (this) {
      if (run != which) {
        return;
      }
      run = null;
      notifyAll();
      if (turnWaits && !closed) {
        next = take(scheduled());
      }
    }
    if (next != null) {
      next.start();
    }
  }

  /** Lets no run begin any more, nor begin to read. */
  synchronized void close() {
    closed = true;
  }

  /** Gives up the run that is under way. */
  void abandon() {
    var taken = taken();
    if (taken != null) {
      taken.abandon();
    }
  }

  /** Interrupts the run that is under way. */
  void interrupt() {
    var taken = taken();
    if (taken != null) {
      taken.interrupt();
    }
  }

  private synchronized @Nullable Run taken() {
    return run;
  }

  /** Waits for the end of the run that is under way; false when it did not come in time. */
  synchronized boolean awaitEnd(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (phase() != Phase.ENDED) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(Math.min(left, LOOK_MILLIS));
    }
    return true;
  }
}
