package io.sonde.web.status;

import static java.util.stream.Collectors.joining;

import io.sonde.collection.status.CollectionStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is wrong with a target: its collections that fail, those with the same last error together.
 * Immutable.
 *
 * @param since when the first of them began to fail
 */
record Trouble(String target, Instant since, List<Fault> faults) {
  /** The most collectors that are named with a message. */
  private static final int NAMED = 5;

  Trouble {
    faults = List.copyOf(faults);
  }

  /**
   * Collections of a target with the same last error.
   *
   * @param message as the log has it
   * @param since when the first of them began to fail
   * @param collections in the order of the configuration
   */
  record Fault(String message, Instant since, List<CollectionStatus> collections) {
    Fault {
      collections = List.copyOf(collections);
    }

    /** The names of the collectors, the first of them when there are many. */
    String collectors() {
      String first =
          collections.stream().limit(NAMED).map(CollectionStatus::collector).collect(joining(", "));
      return collections.size() > NAMED
          ? "%s and %d more".formatted(first, collections.size() - NAMED)
          : first;
    }

    State state() {
      return collections.stream().map(State::of).min(Comparator.naturalOrder()).get();
    }
  }

  /** The troubles of these collections, the newest first. */
  static List<Trouble> of(List<CollectionStatus> collections, Instant now) {
    Map<String, Map<String, List<CollectionStatus>>> failing = new LinkedHashMap<>();
    for (CollectionStatus one : collections) {
      if (State.of(one).isTrouble()) {
        failing
            .computeIfAbsent(one.target(), _ -> new LinkedHashMap<>())
            .computeIfAbsent(problem(one), _ -> new ArrayList<>())
            .add(one);
      }
    }
    List<Trouble> troubles = new ArrayList<>();
    failing.forEach((target, messages) -> {
      List<Fault> faults = new ArrayList<>();
      messages.forEach((message, all) -> faults.add(new Fault(message, earliest(all, now), all)));
      Instant since = faults.stream().map(Fault::since).min(Comparator.naturalOrder()).get();
      troubles.add(new Trouble(target, since, faults));
    });
    troubles.sort(Comparator.comparing(Trouble::since).reversed());
    return List.copyOf(troubles);
  }

  /** The last failure in the words of the log. */
  static String problem(CollectionStatus one) {
    var failure = one.failure();
    return failure == null ? "" : failure.reason().label() + ": " + failure.message();
  }

  private static Instant earliest(List<CollectionStatus> all, Instant now) {
    return all.stream()
        .map(CollectionStatus::since)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(now);
  }
}
