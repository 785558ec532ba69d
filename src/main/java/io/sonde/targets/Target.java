package io.sonde.targets;


import io.sonde.config.CollectorConfig;
import java.time.Duration;
import java.util.Set;

/**
 * A place that can be read. Each kind knows how to turn a read into rows, and nothing of metrics.
 *
 * <p>Thread-safe. A target holds one connection, made at the first read, kept, validated before
 * each use and replaced when it failed; reads take turns at it.
 */
public interface Target extends AutoCloseable {
  /** The name that the configuration gives it. */
  String name();

  /**
   * Reads once, on the calling virtual thread, and hands the rows over.
   *
   * <p>At the deadline another thread calls {@link Reading#cancel()} and then interrupts the
   * caller.
   *
   * @param read what to read, of this target's kind
   * @param fields the fields that are wanted; the target reads no others
   * @param timeout the time that is left, also set at the source where it can be (query timeout)
   * @param reading where to say what the deadline has to cancel
   * @param sink takes the rows; it throws when the mapping fails
   * @return the status that the target answered, for {@code $status}; 0 where the kind has none
   */
  int read(
      CollectorConfig.Read read, Set<String> fields, Duration timeout, Reading reading, Sink sink)
      throws ReadException, InterruptedException;

  /** Closes the connection. A read that is under way fails. */
  @Override
  void close();

  /** Takes the rows of one read, in the order of the source. */
  @FunctionalInterface
  interface Sink {
    /** Takes one row; it must not be kept. */
    void row(Row row) throws ReadException;
  }
}
