package io.sonde.config;

import io.sonde.targets.QueryConfig;
import io.sonde.targets.TargetConfig;
import java.time.Duration;
import java.util.List;

/**
 * Targets from a list that others keep. Immutable.
 *
 * @param source where the list comes from
 * @param every time from one look at the list to the next
 * @param timeout the deadline of a look
 * @param target makes a target of each entry
 * @param collectors names of the collectors that read them
 * @param maxTargets a longer list is refused
 */
public record DiscoveryConfig(
    String name,
    Source source,
    Duration every,
    Duration timeout,
    TargetTemplate target,
    List<String> collectors,
    int maxTargets) {
  /** The field that is the whole answer of an HTTP server. */
  public static final String BODY = "body";

  public DiscoveryConfig {
    collectors = List.copyOf(collectors);
  }

  /** Where a list comes from. Two are equal when they give the same list. */
  public sealed interface Source {
    /** Files in Prometheus' format of file_sd. */
    record Files(List<FilePattern> patterns) implements Source {
      public Files {
        patterns = List.copyOf(patterns);
      }
    }

    /** The rows of a query; its target has the name. */
    record Rows(String target, QueryConfig query) implements Source {}

    /** The answer of an HTTP server in Prometheus' format of http_sd. */
    record Http(TargetConfig server, QueryConfig query) implements Source {}
  }
}
