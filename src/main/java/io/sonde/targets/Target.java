package io.sonde.targets;

/**
 * A place that can be read. Each kind knows how to turn a read into rows, and nothing of metrics.
 *
 * <p>It opens its sessions when a read needs one, validates a kept one before each use, and
 * replaces one that failed. At most one login for each read. Thread-safe.
 */
public interface Target extends AutoCloseable {
  /** The name that the configuration gives it. */
  String name();

  /**
   * Prepares what one collector asks of this target: paths, statements and patterns are compiled
   * here, once. Does not connect.
   *
   * @param query of this target's kind
   * @param fields the fields that the rows will be asked for
   * @throws IllegalArgumentException when the query is of another kind
   */
  Query prepare(QueryConfig query, Fields fields);

  /** Closes all sessions. A read that is under way fails. */
  @Override
  void close();
}
