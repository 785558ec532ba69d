package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.collection.Latest.Exposed;
import io.sonde.config.MetricConfig;
import io.sonde.config.MetricType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which series several collections give: the first of them, in the order of the configuration,
 * exposes them; the later ones leave them out, and have failed.
 *
 * <p>A type that contradicts, and a name that samples of another metric have already ({@code
 * h_count} beside a histogram {@code h}), leave out the whole metric.
 *
 * <p>Which collections could meet is known from the configuration; for all others this costs
 * nothing. Those are judged by what each of them exposes at the same moment, so that a series comes
 * back when the first collection stops giving it, or is stale. Thread-safe.
 */
final class Collisions {
  /** Of no collections. */
  static final Collisions NONE = new Collisions(List.of());

  private final Map<TargetCollection, List<Rival>> rivals = new HashMap<>();
  private final Map<TargetCollection, Set<TargetCollection>> dependents = new HashMap<>();
  private final Map<TargetCollection, Judgement> judgements = new ConcurrentHashMap<>();

  /**
   * An earlier collection that may give what a later one gives.
   *
   * @param families names of the later one's metrics, each with those of the earlier one's that it
   *     may meet
   */
  record Rival(TargetCollection collection, Map<String, Set<String>> families) {}

  /**
   * What a collection exposes beside its rivals.
   *
   * @param failure what it had to leave out; null for nothing
   */
  record Judgement(
      Exposed own,
      List<Exposed> theirs,
      List<MetricSnapshot> snapshots,
      @Nullable Failure failure) {}

  /**
   * @param collections in the order of the configuration
   */
  Collisions(List<TargetCollection> collections) {
    var families = new Meetings(this, collections);
    for (var collection : collections) {
      families.add(collection);
    }
  }

  private void meet(
      TargetCollection later, String family, TargetCollection earlier, String theirFamily) {
    var known = rivals.computeIfAbsent(later, _ -> new ArrayList<>());
    var rival = known.stream().filter(one -> one.collection == earlier).findFirst().orElse(null);
    if (rival == null) {
      rival = new Rival(earlier, new LinkedHashMap<>());
      known.add(rival);
      dependents.computeIfAbsent(earlier, _ -> new LinkedHashSet<>()).add(later);
    }
    rival.families.computeIfAbsent(family, _ -> new LinkedHashSet<>()).add(theirFamily);
  }

  /** True when it could meet another collection. */
  boolean concern(TargetCollection collection) {
    return rivals.containsKey(collection) || dependents.containsKey(collection);
  }

  /** The later collections that may have to leave out what this one gives. */
  Set<TargetCollection> dependents(TargetCollection collection) {
    return dependents.getOrDefault(collection, Set.of());
  }

  /**
   * What a collection exposes, and whether it has failed by that.
   *
   * @param exposed what each collection would expose by itself, all at the same moment
   */
  Judgement judge(TargetCollection collection, Function<TargetCollection, Exposed> exposed) {
    var own = exposed.apply(collection);
    var mine = rivals.get(collection);
    if (mine == null) {
      return new Judgement(own, List.of(), own.snapshots(), null);
    }
    var theirs = mine.stream().map(rival -> exposed.apply(rival.collection)).toList();
    var known = judgements.get(collection);
    if (known != null && known.own.equals(own) && known.theirs.equals(theirs)) {
      return known;
    }
    var judgement = judge(own, mine, theirs);
    judgements.put(collection, judgement);
    return judgement;
  }

  private static Judgement judge(Exposed own, List<Rival> rivals, List<Exposed> theirs) {
    var overlap = new Overlap(own.snapshots());
    for (int n = 0; n < rivals.size(); n++) {
      var rival = rivals.get(n);
      overlap.with(rival.collection.job(), rival.families, theirs.get(n).snapshots());
    }
    return new Judgement(own, theirs, overlap.left(), overlap.failure());
  }

  /** Finds those that could meet, from the metrics of their configuration. */
  private static final class Meetings {
    private final Collisions found;

    /** Families that a collection gives without the label of its target. */
    private final Set<String> untargeted = new HashSet<>();

    /** By target and family: series may be the same only with the same target label. */
    private final Map<List<String>, List<TargetCollection>> givers = new HashMap<>();

    /** The collections before, with what they give. */
    private final List<TargetCollection> before = new ArrayList<>();

    /** By name of a sample: the metrics that have it. */
    private final Map<String, Map<Metric, List<TargetCollection>>> takers = new HashMap<>();

    private record Metric(String family, MetricType type) {}

    Meetings(Collisions found, List<TargetCollection> collections) {
      this.found = found;
      for (var collection : collections) {
        var collector = collection.job().collector();
        if (!collector.targetLabel()) {
          collector.metrics().forEach(metric -> untargeted.add(metric.family()));
        }
      }
    }

    void add(TargetCollection collection) {
      for (MetricConfig config : collection.job().collector().metrics()) {
        if (!config.namedByRows()) {
          series(collection, config.family());
          names(collection, config);
        }
      }
      for (var earlier : before) {
        if (!earlier.collector().equals(collection.collector()) && mayMeet(collection, earlier)) {
          found.meet(collection, Overlap.ANY, earlier, Overlap.ANY);
        }
      }
      before.add(collection);
    }

    /** True when a name that rows make in one of them could be one of the other. */
    private static boolean mayMeet(TargetCollection one, TargetCollection other) {
      var metrics = one.job().collector().metrics();
      var others = other.job().collector().metrics();
      return metrics.stream()
          .anyMatch(a ->
              others.stream()
                  .anyMatch(b ->
                      (a.namedByRows() && begins(b, a.nameHead()))
                          || (b.namedByRows() && begins(a, b.nameHead()))));
    }

    private static boolean begins(MetricConfig metric, String head) {
      return metric.namedByRows()
          ? metric.nameHead().startsWith(head) || head.startsWith(metric.nameHead())
          : metric.names().stream().anyMatch(name -> name.startsWith(head));
    }

    private void series(TargetCollection collection, String family) {
      var earlier =
          givers.computeIfAbsent(
              untargeted.contains(family) ? List.of(family) : List.of(collection.target(), family),
              _ -> new ArrayList<>());
      // Entries of one collector that share a name are one metric.
      if (earlier.isEmpty() || earlier.getLast() != collection) {
        earlier.forEach(one -> found.meet(collection, family, one, family));
        earlier.add(collection);
      }
    }

    private void names(TargetCollection collection, MetricConfig config) {
      var metric = new Metric(config.family(), config.type());
      for (String name : config.names()) {
        var metrics = takers.computeIfAbsent(name, _ -> new LinkedHashMap<>());
        metrics.forEach((other, collections) -> {
          if (!other.equals(metric)) {
            collections.forEach(one -> found.meet(collection, metric.family, one, other.family));
          }
        });
        var same = metrics.computeIfAbsent(metric, _ -> new ArrayList<>());
        if (same.isEmpty() || same.getLast() != collection) {
          same.add(collection);
        }
      }
    }
  }
}
