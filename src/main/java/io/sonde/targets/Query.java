package io.sonde.targets;

/**
 * What a collector asks of one target, prepared once and read at each turn. Thread-safe, as far as
 * the target has sessions for several reads at once.
 */
@FunctionalInterface
public interface Query {
  /**
   * Whether the target has what is asked for. When it has not, this run has nothing to read: it did
   * not fail, and it gives no samples. Asked before each read, in the same way, and may log in.
   */
  default boolean applies(Reading reading) throws ReadException, InterruptedException {
    return true;
  }

  /**
   * Reads once, on the calling virtual thread, and hands the rows over in the order of the source.
   *
   * <p>At the deadline another thread calls {@link Reading#cancel()} and then interrupts the
   * caller.
   *
   * @return the status that the target answered, for {@code $status}; 0 where the kind has none
   */
  int read(Reading reading, Sink sink) throws ReadException, InterruptedException;
}
