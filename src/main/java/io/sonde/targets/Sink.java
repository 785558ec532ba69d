package io.sonde.targets;

import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Takes the rows of one read, in the order of the source. */
@FunctionalInterface
public interface Sink {
  /**
   * Takes one row, which must not be kept.
   *
   * @throws ReadException when the row cannot be mapped, or the read was cancelled
   */
  void row(Row row) throws ReadException;

  /**
   * Takes a description of a whole answer, before its rows: names or paths, each with a text that
   * describes its value, such as {@code n} and {@code INTEGER}. Called once for each answer, by
   * kinds that have such a description, in reads that were prepared with {@link Fields#all()}.
   */
  default void outline(Map<String, String> outline) {}

  /**
   * Takes whether a path or pattern of the query has matched anything in an answer. Called once for
   * each answer and path or pattern, after the rows of that answer.
   *
   * @param pattern as it is in the configuration
   * @param any true when it matches something
   * @param instead patterns, paths or names that exist, to suggest the closest one. Call it at once
   *     and on the same thread; it may cost a call to the target
   */
  default void matched(String pattern, boolean any, Supplier<Set<String>> instead) {}
}
