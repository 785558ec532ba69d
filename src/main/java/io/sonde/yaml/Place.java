package io.sonde.yaml;

/**
 * The place of a value: a file with line and column (both from 1), or a source without lines, such
 * as an environment variable or a command line option.
 *
 * <p>Immutable. Written as {@code sonde.yaml:12:9}, or as {@code environment SERVER_PORT}.
 */
public record Place(String source, int line, int column) {
  /** A source that has no lines. */
  public static Place of(String source) {
    return new Place(source, 0, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
