package io.sonde.targets;

/** Takes the rows of one read, in the order of the source. */
@FunctionalInterface
public interface Sink {
  /**
   * Takes one row; it must not be kept.
   *
   * @throws ReadException when the row cannot be mapped, or the read was cancelled
   */
  void row(Row row) throws ReadException;
}
