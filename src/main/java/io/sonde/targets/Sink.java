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
   * Takes what an answer has as a whole, before its rows: names or paths, and what stands there, in
   * words, such as {@code n} and {@code INTEGER}. Only kinds that can tell call it, and only in
   * reads that were prepared with {@link Fields#all()}; once for each answer.
   */
  default void outline(Map<String, String> outline) {}

  /**
   * Takes whether a path or pattern of the query has matched anything in an answer. Called once for
   * each answer and path or pattern, after the rows of that answer.
   *
   * @param pattern as it is in the configuration
   * @param any false when there is nothing that it matches
   * @param instead what it could be, to suggest the closest: patterns or paths that do match, or
   *     names. To be asked at once and by the same thread; may cost a call to the target
   */
  default void matched(String pattern, boolean any, Supplier<Set<String>> instead) {}
}
