package io.sonde.config;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which configuration is at work, and what became of the last try to replace it. Immutable.
 *
 * @param generation which one it is, from 1
 * @param file where it stands; null for the embedded demonstration
 * @param loaded when it was read
 * @param problems what was wrong with the last one that was refused, a line each; empty when the
 *     last one that was read is at work
 * @param restart the keys whose present values take a restart to have an effect
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

  /** True when the file as it was last read is at work. */
  public boolean successful() {
    return problems.isEmpty();
  }
}
