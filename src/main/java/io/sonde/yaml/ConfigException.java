package io.sonde.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown for a configuration that cannot be used; has all of its problems. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // an immutable list of records; never serialised
  private final List<Problem> problems;

  public ConfigException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** All problems, in the order of the sources and their lines. */
  public List<Problem> problems() {
    return problems;
  }
}
