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

/** Where a list comes from. For one thread. */
interface ListSource extends AutoCloseable {
  /**
   * The list as it is now.
   *
   * @param entries fields by their names
   * @param problems what of it could not be read, and is as it was before
   */
  record Found(List<Map<String, String>> entries, List<String> problems) {
    public Found {
      entries = List.copyOf(entries);
      problems = List.copyOf(problems);
    }

    /** The same, unless it has more entries. */
    Found atMost(int most) throws ListException {
      if (entries.size() > most) {
        throw new ListException("expected at most %d targets, found more".formatted(most));
      }
      return this;
    }
  }

  /**
   * The list of a discovery.
   *
   * @param open makes the target of a server
   * @param collections has the targets that can be read
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
   * Looks at it.
   *
   * @throws ListException when there is no list to be had
   */
  Found look() throws ListException, InterruptedException;

  @Override
  default void close() {}
}
