package io.sonde.targets;

/**
 * The query of a collector at one target, prepared once and read again and again. Thread-safe:
 * several reads can run at once if the target has sessions for them.
 */
@FunctionalInterface
public interface Query {
  /**
   * Whether the query applies to the target. If not, the run is skipped: it does not fail, and
   * gives no samples. Called before each read, under the same conditions; it may log in.
   */
  default boolean applies(Reading reading) throws ReadException, InterruptedException {
    return true;
  }

  /**
   * Reads once, on the calling virtual thread, and passes the rows to the sink in the order of the
   * source.
   *
   * <p>At the deadline another thread calls {@link Reading#cancel()} and then interrupts the
   * caller.
   *
   * @return the status that the target answered, for {@code $status}; 0 where the kind has none
   */
  int read(Reading reading, Sink sink) throws ReadException, InterruptedException;
}
