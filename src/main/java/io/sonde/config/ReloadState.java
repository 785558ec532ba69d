package io.sonde.config;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration in use, and the result of the last reload. Immutable.
 *
 * @param generation the number of the configuration, from 1
 * @param file the file; null for the embedded demonstration
 * @param loaded when the configuration in use was read
 * @param problems the problems of the last reload, one per line; empty when it succeeded
 * @param restart the keys whose changed values only take effect after a restart
 */
public record ReloadState(
    int generation,
    @Nullable Path file,
    Instant loaded,
    List<String> problems,
    List<String> restart) {
  public ReloadState {
    problems = List.copyOf(problems);
    restart = List.copyOf(restart);
  }

  /** True when the last reload succeeded. */
  public boolean successful() {
    return problems.isEmpty();
  }
}
