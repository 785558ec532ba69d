package io.sonde.discovery;

import io.sonde.collection.CollectionSet;
import io.sonde.config.DiscoveryConfig;
import io.sonde.config.DiscoveryConfig.Source;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** The source of a list of targets. Not thread-safe. */
interface ListSource extends AutoCloseable {
  /**
   * A list that was read.
   *
   * @param entries the fields of each target by their names
   * @param problems the parts that could not be read; the entries have the last good ones instead
   */
  record Found(List<Map<String, String>> entries, List<String> problems) {
    public Found {
      entries = List.copyOf(entries);
      problems = List.copyOf(problems);
    }

    /**
     * Returns this list.
     *
     * @throws ListException when it has more entries than this
     */
    Found atMost(int most) throws ListException {
      if (entries.size() > most) {
        throw new ListException("expected at most %d targets, found more".formatted(most));
      }
      return this;
    }
  }

  /**
   * The source of the list of a discovery.
   *
   * @param open opens the target of an HTTP server
   * @param collections has the targets whose rows can be a list
   */
  static ListSource of(
      DiscoveryConfig config,
      Function<TargetConfig, Target> open,
      Supplier<CollectionSet> collections) {
    return switch (config.source()) {
      case Source.Files files ->
          new FileListSource(files.patterns(), config.target().placeholders(), config.maxTargets());
      case Source.Rows rows -> RowListSource.of(config, rows, collections);
      case Source.Http http -> new RowListSource.Server(config, http, open, collections);
    };
  }

  /**
   * Reads the list.
   *
   * @throws ListException when the list cannot be read
   */
  Found look() throws ListException, InterruptedException;

  @Override
  default void close() {}
}
