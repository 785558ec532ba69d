package io.sonde.discovery;

import io.sonde.collection.CollectionSet;
import io.sonde.config.DiscoveryConfig;
import io.sonde.config.SondeConfig;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A configuration with the targets of its discoveries, whose lists are read once, for commands.
 * Immutable.
 *
 * @param config with all targets, and the collectors that read them
 * @param problems the problems of lists and their entries, one line each
 */
public record OneTimeDiscovery(SondeConfig config, List<String> problems) {
  public OneTimeDiscovery {
    problems = List.copyOf(problems);
  }

  /**
   * Reads the lists at the same time, and returns when all have been read or have failed.
   *
   * @param wanted says which lists are read
   * @param open opens the targets of HTTP servers that have lists
   * @param collections has the targets whose rows can be lists
   */
  public static OneTimeDiscovery read(
      SondeConfig config,
      Predicate<DiscoveryConfig> wanted,
      Function<TargetConfig, Target> open,
      CollectionSet collections)
      throws InterruptedException {
    Map<String, Future<ListSource.Found>> reading = new LinkedHashMap<>();
    Map<String, List<Map<String, String>>> entries = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      config.discoveries().stream()
          .filter(wanted)
          .forEach(
              one -> reading.put(one.name(), threads.submit(() -> found(one, open, collections))));
      for (var list : reading.entrySet()) {
        try {
          ListSource.Found found = list.getValue().get();
          entries.put(list.getKey(), found.entries());
          found.problems().forEach(problem -> problems.add(problem(list.getKey(), problem)));
        } catch (ExecutionException e) {
          problems.add(problem(list.getKey(), reason(e)));
        }
      }
    }
    var targets = DiscoveredTargets.of(config, entries);
    entries
        .keySet()
        .forEach(name ->
            targets
                .problems()
                .getOrDefault(name, List.of())
                .forEach(problem -> problems.add(problem(name, problem))));
    return new OneTimeDiscovery(targets.config(), problems);
  }

  private static ListSource.Found found(
      DiscoveryConfig config, Function<TargetConfig, Target> open, CollectionSet collections)
      throws ListException, InterruptedException {
    try (ListSource listing = ListSource.of(config, open, () -> collections)) {
      return listing.look().atMost(config.maxTargets());
    }
  }

  private static String reason(ExecutionException e) {
    Throwable cause = e.getCause();
    return cause instanceof ListException list ? String.valueOf(list.getMessage()) : "" + cause;
  }

  private static String problem(String discovery, String problem) {
    return "discovery " + discovery + ": " + problem;
  }
}
