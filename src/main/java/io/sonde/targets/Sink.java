package io.sonde.targets;

import java.util.Map;

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
}
