package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.collection.LatestResult.Exposed;
import io.sonde.collection.journal.Failure;
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
  private static final Map<String, Set<String>> ANY = Map.of(Overlap.ANY, Set.of(Overlap.ANY));

  /** Of no collections. */
  static final Collisions NONE = new Collisions(List.of(), Set.of());

  private final Map<TargetCollection, Map<TargetCollection, Rival>> rivals = new HashMap<>();
  private final Map<TargetCollection, Set<TargetCollection>> dependents = new HashMap<>();
  private final Map<TargetCollection, Judgement> judgements = new ConcurrentHashMap<>();
  private final Set<String> taken;

  /**
   * By collector: those whose rows may give its names to metrics of another type. A collection is
   * judged by them at its own runs and in scrapes: there may be as many as there are targets.
   */
  private final Map<String, Set<String>> contradicting = new HashMap<>();

  private final Map<String, List<TargetCollection>> byCollector = new LinkedHashMap<>();
  private final Map<TargetCollection, Integer> order = new HashMap<>();

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
   * @param taken names of samples that no collection may have
   */
  Collisions(List<TargetCollection> collections, Set<String> taken) {
    this.taken = Set.copyOf(taken);
    var families = new Meetings(this, collections);
    for (var collection : collections) {
      order.put(collection, order.size());
      byCollector.computeIfAbsent(collection.collector(), _ -> new ArrayList<>()).add(collection);
      families.add(collection);
    }
  }

  private void meet(
      TargetCollection later, String family, TargetCollection earlier, String theirFamily) {
    rivals
        .computeIfAbsent(later, _ -> new LinkedHashMap<>())
        .computeIfAbsent(earlier, one -> new Rival(one, new LinkedHashMap<>()))
        .families
        .computeIfAbsent(family, _ -> new LinkedHashSet<>())
        .add(theirFamily);
    dependents.computeIfAbsent(earlier, _ -> new LinkedHashSet<>()).add(later);
  }

  /** True when it could meet another collection. */
  boolean concern(TargetCollection collection) {
    return rivals.containsKey(collection) || dependents.containsKey(collection);
  }

  /** The later collections that may have to leave out what this one gives. */
  Set<TargetCollection> dependents(TargetCollection collection) {
    return dependents.getOrDefault(collection, Set.of());
  }

  /** What a collection exposes at a moment, and whether it has failed by that. */
  Judgement judge(TargetCollection collection, ExposedSamples moment) {
    var own = moment.exposed(collection);
    var mine = rivals.getOrDefault(collection, Map.of());
    var contradicted = contradicting.getOrDefault(collection.collector(), Set.of());
    if (mine.isEmpty() && contradicted.isEmpty() && !mayTake(collection)) {
      return new Judgement(own, List.of(), own.snapshots(), null);
    }
    var met = new ArrayList<>(mine.values());
    for (String collector : contradicted) {
      for (var one : moment.differing(byCollector.getOrDefault(collector, List.of()))) {
        boolean earlier =
            order.getOrDefault(one, 0) < order.getOrDefault(collection, Integer.MAX_VALUE);
        if (earlier && !mine.containsKey(one) && moment.contradict(collection, one)) {
          met.add(new Rival(one, ANY));
        }
      }
    }
    var theirs = met.stream().map(rival -> moment.exposed(rival.collection)).toList();
    var known = judgements.get(collection);
    if (known != null && known.own.equals(own) && known.theirs.equals(theirs)) {
      return known;
    }
    var judgement = judge(own, met, theirs);
    judgements.put(collection, judgement);
    return judgement;
  }

  /** True when its rows make names, which could be taken. */
  private boolean mayTake(TargetCollection collection) {
    return !taken.isEmpty()
        && collection.job().collector().metrics().stream().anyMatch(MetricConfig::namedByRows);
  }

  private Judgement judge(Exposed own, List<Rival> rivals, List<Exposed> theirs) {
    var overlap = new Overlap(own.snapshots());
    overlap.without(taken);
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

    /** What two collectors have in common whose rows make names. */
    private final Map<List<String>, Shared> shared = new HashMap<>();

    /**
     * @param names true when rows may give one name to metrics of two types
     * @param series true when rows may give a series of one to the other
     */
    private record Shared(boolean names, boolean series) {}

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
      found.byCollector.forEach((collector, others) -> {
        var common =
            shared.computeIfAbsent(
                List.of(collector, collection.collector()),
                _ -> shared(collection, others.getFirst()));
        if (common.names) {
          found
              .contradicting
              .computeIfAbsent(collection.collector(), _ -> new LinkedHashSet<>())
              .add(collector);
        }
        if (common.names || common.series) {
          others.stream()
              .filter(one -> one != collection && mayShareLabels(collection, one))
              .forEach(one -> found.meet(collection, Overlap.ANY, one, Overlap.ANY));
        }
      });
    }

    private static boolean mayShareLabels(TargetCollection one, TargetCollection other) {
      return one.target().equals(other.target())
          || !one.job().collector().targetLabel()
          || !other.job().collector().targetLabel();
    }

    /** Whether a name that rows make in one of them could be one of the other. */
    private static Shared shared(TargetCollection one, TargetCollection other) {
      boolean names = false;
      boolean series = false;
      for (var a : one.job().collector().metrics()) {
        for (var b : other.job().collector().metrics()) {
          if ((a.namedByRows() && begins(b, a.nameHead()))
              || (b.namedByRows() && begins(a, b.nameHead()))) {
            names |= a.type() != b.type();
            series |= a.type() == b.type();
          }
        }
      }
      return new Shared(names, series);
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
