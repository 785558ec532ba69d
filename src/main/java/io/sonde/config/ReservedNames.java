package io.sonde.config;

import java.util.List;

/** The names that only metrics of Sonde itself, and of its process, may have. */
public final class ReservedNames {
  /** What each of them begins with. */
  public static final List<String> PREFIXES = List.of("sonde_", "jvm_", "process_");

  private ReservedNames() {}

  /**
   * True for a reserved name.
   *
   * @param exposed the whole name, prefix included
   */
  public static boolean contains(String exposed) {
    return PREFIXES.stream().anyMatch(exposed::startsWith);
  }
}
