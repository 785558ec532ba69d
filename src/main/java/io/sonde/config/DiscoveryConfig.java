package io.sonde.config;

import io.sonde.targets.QueryConfig;
import io.sonde.targets.TargetConfig;
import java.time.Duration;
import java.util.List;

/**
 * Targets from a list outside the configuration, such as a file or the answer of a server.
 * Immutable.
 *
 * @param source where the list comes from
 * @param every the time from one read of the list to the next
 * @param timeout the maximum duration of a read of the list
 * @param target makes a target of each entry
 * @param collectors names of the collectors that read the targets
 * @param maxTargets the maximum length of the list; a longer one is refused
 */
public record DiscoveryConfig(
    String name,
    Source source,
    Duration every,
    Duration timeout,
    TargetTemplate target,
    List<String> collectors,
    int maxTargets) {
  /** The field that holds the whole answer of an HTTP server. */
  public static final String BODY = "body";

  public DiscoveryConfig {
    collectors = List.copyOf(collectors);
  }

  /** Where a list comes from. Two sources are equal when they read the same list. */
  public sealed interface Source {
    /** Files in Prometheus' format of file_sd. */
    record Files(List<FilePattern> patterns) implements Source {
      public Files {
        patterns = List.copyOf(patterns);
      }
    }

    /** The rows of a query of the target with this name. */
    record Rows(String target, QueryConfig query) implements Source {}

    /** The answer of an HTTP server in Prometheus' format of http_sd. */
    record Http(TargetConfig server, QueryConfig query) implements Source {}
  }
}
