package io.sonde.targets;

/**
 * A place that can be read. Each kind converts what it reads to rows; it does not know metrics.
 *
 * <p>Sessions are opened when a read needs one, validated before each further use, and replaced
 * when they fail, with at most one login for each read. Thread-safe.
 */
public interface Target extends AutoCloseable {
  /** The name that the configuration gives it. */
  String name();

  /**
   * Prepares the query of one collector: paths, statements and patterns are compiled here, once.
   * Does not connect.
   *
   * @param query of this target's kind
   * @param fields the fields that the rows will be asked for
   * @throws IllegalArgumentException when the query is of another kind
   */
  Query prepare(QueryConfig query, Fields fields);

  /** Closes all sessions. Reads in progress fail. */
  @Override
  void close();
}
