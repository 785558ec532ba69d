package io.sonde.collection;

import io.sonde.collection.run.Gate;
import io.sonde.collection.run.Job;
import io.sonde.collection.run.Resources;
import io.sonde.config.CollectorConfig;
import io.sonde.metrics.Instruments;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The targets and the collections of a set. Those whose configuration is equal to that in the set
 * before are taken over, the others are made. Immutable; its targets and collections live.
 */
final class Members {
  private final SetInstruments instrumented;
  private final Map<String, Gate> gates = new LinkedHashMap<>();
  private final List<TargetCollection> collections = new ArrayList<>();
  private final Map<Names, TargetCollection> byNames = new HashMap<>();

  private record Names(String collector, String target) {}

  private Members(SetInstruments instrumented) {
    this.instrumented = instrumented;
  }

  /**
   * Opens the targets and makes the collections. When that fails, the targets that were opened here
   * are closed.
   *
   * @param open makes the target of a configuration
   * @param before what is equal in it is taken over; null for nothing
   */
  static Members of(
      List<TargetConfig> targets,
      List<CollectorConfig> collectors,
      Function<TargetConfig, Target> open,
      Instruments instruments,
      Resources resources,
      @Nullable Members before) {
    var members =
        new Members(new SetInstruments(instruments, before == null ? null : before.instrumented));
    var opened = new ArrayList<Gate>();
    boolean built = false;
    try {
      members.addTargets(targets, open, before, opened);
      members.addCollections(collectors, resources, before);
      built = true;
    } finally {
      if (!built) {
        opened.forEach(gate -> gate.target().close());
        if (before != null) {
          members.removeInstrumentsGoneFrom(before);
        }
      }
    }
    return members;
  }

  private void addTargets(
      List<TargetConfig> targets,
      Function<TargetConfig, Target> open,
      @Nullable Members before,
      List<Gate> opened) {
    for (var config : targets) {
      var gate = before == null ? null : before.gates.get(config.name());
      if (gate == null || !gate.config().equals(config)) {
        gate = new Gate(config, open.apply(config));
        opened.add(gate);
      }
      gates.put(config.name(), gate);
    }
  }

  private void addCollections(
      List<CollectorConfig> collectors, Resources resources, @Nullable Members before) {
    for (var collector : collectors) {
      // The collector keeps its instruments also when each of its collections is taken over.
      instrumented.collector(collector.name());
      for (var target : collector.targets()) {
        var gate = gates.get(target);
        if (gate == null) {
          throw new IllegalArgumentException(
              "targets: expected one that is configured, found " + target);
        }
        var alone = collector.withTargets(List.of(target));
        var known = before == null ? null : before.find(collector.name(), target).orElse(null);
        boolean same =
            known != null && known.job().gate() == gate && known.job().collector().equals(alone);
        var collection = same ? known : collection(alone, gate, resources, known);
        collections.add(collection);
        byNames.put(new Names(collector.name(), target), collection);
      }
    }
  }

  private TargetCollection collection(
      CollectorConfig collector, Gate gate, Resources resources, @Nullable TargetCollection known) {
    return new TargetCollection(
        Job.of(collector, gate, resources),
        instrumented.collection(collector.name(), known == null ? null : known.instruments()));
  }

  /** The gates of the targets, in the order of the configuration. */
  Collection<Gate> gates() {
    return Collections.unmodifiableCollection(gates.values());
  }

  /** The gate of a target; nothing when there is no such target. */
  Optional<Gate> gate(String target) {
    return Optional.ofNullable(gates.get(target));
  }

  /** The collections, in the order of the configuration. */
  List<TargetCollection> collections() {
    return Collections.unmodifiableList(collections);
  }

  /** A collection by its names; nothing when the configuration has no such pair. */
  Optional<TargetCollection> find(String collector, String target) {
    return Optional.ofNullable(byNames.get(new Names(collector, target)));
  }

  /** The gates that other members do not have. */
  List<Gate> gatesWithout(Members others) {
    return without(gates.values(), others.gates.values());
  }

  /** The collections that other members do not have. */
  List<TargetCollection> collectionsWithout(Members others) {
    return without(collections, others.collections);
  }

  /** Removes from the exposition the instruments of collectors that other members do not have. */
  void removeInstrumentsGoneFrom(Members others) {
    instrumented.closeWithout(others.instrumented);
  }

  /** What is kept, new and gone in comparison with others before, for the log. */
  String comparedWith(Members before) {
    return "targets: %s; collections: %s"
        .formatted(
            compared(before.gates.values(), gates.values()),
            compared(before.collections, collections));
  }

  private static String compared(Collection<?> before, Collection<?> now) {
    int begun = without(now, before).size();
    return "%d kept, %d new, %d closed"
        .formatted(now.size() - begun, begun, without(before, now).size());
  }

  private static <T> List<T> without(Collection<T> some, Collection<?> others) {
    var those = Collections.newSetFromMap(new IdentityHashMap<Object, Boolean>());
    those.addAll(others);
    return some.stream().filter(one -> !those.contains(one)).toList();
  }
}
