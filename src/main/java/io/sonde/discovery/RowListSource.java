package io.sonde.discovery;

import io.sonde.collection.CollectionSet;
import io.sonde.collection.RowReader;
import io.sonde.config.CollectorConfig;
import io.sonde.config.DiscoveryConfig;
import io.sonde.config.DiscoveryConfig.Source;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lists that are read from targets: the rows of a query, and the answer of an HTTP server. */
final class RowListSource {
  private RowListSource() {}

  /** The rows of a query to a configured target, of the generation in use at the time. */
  static ListSource of(
      DiscoveryConfig config, Source.Rows rows, Supplier<CollectionSet> collections) {
    CollectorConfig asking = asking(config, rows.target(), rows.query());
    Set<String> fields = config.target().placeholders();
    return () -> {
      RowReader reads =
          collections
              .get()
              .rows(asking, fields)
              .orElseThrow(() -> new ListException("no target has the name " + rows.target()));
      return new ListSource.Found(read(reads, config.maxTargets()), List.of());
    };
  }

  private static CollectorConfig asking(DiscoveryConfig config, String target, QueryConfig query) {
    return CollectorConfig.asking(
        "discovery " + config.name(), target, config.every(), config.timeout(), query);
  }

  private static List<Map<String, String>> read(RowReader reads, int most)
      throws ListException, InterruptedException {
    try {
      return reads.read(most);
    } catch (RowReader.FailedException e) {
      throw new ListException(String.valueOf(e.getMessage()));
    }
  }

  /** A list in the format of http_sd from a server, whose connection is kept. */
  static final class Server implements ListSource {
    private final DiscoveryConfig config;
    private final Source.Http source;
    private final Target target;
    private final Supplier<CollectionSet> collections;
    private @Nullable RowReader reads;

    Server(
        DiscoveryConfig config,
        Source.Http source,
        Function<TargetConfig, Target> open,
        Supplier<CollectionSet> collections) {
      this.config = config;
      this.source = source;
      this.target = open.apply(source.server());
      this.collections = collections;
    }

    @Override
    public Found look() throws ListException, InterruptedException {
      RowReader known = reads;
      if (known == null) {
        CollectorConfig asking = asking(config, source.server().name(), source.query());
        known =
            collections.get().rows(asking, Set.of(DiscoveryConfig.BODY), source.server(), target);
        reads = known;
      }
      List<Map<String, String>> answer = read(known, 1);
      String body =
          answer.isEmpty() ? "" : answer.getFirst().getOrDefault(DiscoveryConfig.BODY, "");
      if (body.length() > TargetGroups.MOST_BYTES) {
        throw new ListException(
            "expected at most " + (TargetGroups.MOST_BYTES >> 20) + " MiB, found more");
      }
      return new Found(
          TargetGroups.json(body, config.target().placeholders(), config.maxTargets()), List.of());
    }

    @Override
    public void close() {
      target.close();
    }
  }
}
