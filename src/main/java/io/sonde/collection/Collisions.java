package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.collection.LatestResult.Exposed;
import io.sonde.collection.PossibleCollisions.Rival;
import io.sonde.collection.journal.Failure;
import io.sonde.config.MetricConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides which collection exposes a series that several collections have: the first of them in the
 * order of the configuration. The later ones leave the series out and count as failed.
 *
 * <p>A later collection leaves out a whole metric when its type differs from that of the earlier
 * one, or when a sample name is in use ({@code h_count} beside a histogram {@code h}).
 *
 * <p>Only collections that {@link PossibleCollisions} has are compared, by what each of them
 * exposes at the same moment. So a series comes back when the first collection no longer has it, or
 * is stale. Thread-safe.
 */
final class Collisions {
  private static final Map<String, Set<String>> ANY = Map.of(Overlap.ANY, Set.of(Overlap.ANY));

  /** Of no collections. */
  static final Collisions NONE = new Collisions(List.of(), Set.of());

  private final PossibleCollisions possible;
  private final Map<TargetCollection, Judgement> judgements = new ConcurrentHashMap<>();
  private final Set<String> taken;

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
    this.possible = new PossibleCollisions(collections);
  }

  /** True when it could meet another collection. */
  boolean concern(TargetCollection collection) {
    return possible.concern(collection);
  }

  /** The later collections that may have to leave out what this one gives. */
  Set<TargetCollection> dependents(TargetCollection collection) {
    return possible.dependents(collection);
  }

  /** What a collection exposes at a moment, and whether it has failed by that. */
  Judgement judge(TargetCollection collection, ExposedSamples moment) {
    var own = moment.exposed(collection);
    var mine = possible.rivals(collection);
    var contradicted = possible.contradicting(collection.collector());
    if (mine.isEmpty() && contradicted.isEmpty() && !mayTake(collection)) {
      return new Judgement(own, List.of(), own.snapshots(), null);
    }
    var met = new ArrayList<>(mine.values());
    for (String collector : contradicted) {
      for (var one : moment.differing(possible.of(collector))) {
        if (possible.isEarlier(one, collection)
            && !mine.containsKey(one)
            && moment.contradict(collection, one)) {
          met.add(new Rival(one, ANY));
        }
      }
    }
    var theirs = met.stream().map(rival -> moment.exposed(rival.collection())).toList();
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
      overlap.with(rival.collection().job(), rival.families(), theirs.get(n).snapshots());
    }
    return new Judgement(own, theirs, overlap.left(), overlap.failure());
  }
}
