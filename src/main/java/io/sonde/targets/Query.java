package io.sonde.targets;

/**
 * What a collector asks of one target, prepared once and read at each turn. Thread-safe, as far as
 * the target has sessions for several reads at once.
 */
@FunctionalInterface
public interface Query {
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
