package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.config.CollectorConfig;
import io.sonde.metrics.CollectionFamilies;
import io.sonde.targets.TargetConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What the collections of a set expose, without two samples of the same series. Thread-safe. */
final class SetSnapshots {
  private final Members members;
  private final Collisions collisions;
  private final List<MetricSnapshot> described;

  /**
   * Of these members.
   *
   * @param taken names of samples that Sonde itself exposes
   */
  SetSnapshots(
      Members members,
      List<CollectorConfig> collectors,
      List<TargetConfig> targets,
      Set<String> taken) {
    this.members = members;
    this.collisions = new Collisions(members.collections(), taken);
    this.described =
        CollectionFamilies.described(
            collectors.stream()
                .map(one ->
                    new CollectionFamilies.Collector(one.name(), one.every(), one.maxSamples()))
                .toList(),
            targets);
  }

  /** Which collections of the set may give the same series. */
  Collisions collisions() {
    return collisions;
  }

  /**
   * As {@link CollectionSet#latest()}.
   *
   * @param now by the timer's clock
   * @param state of each collection, which a run may replace at any time
   */
  List<MetricSnapshot> latest(long now, Function<TargetCollection, LatestResult> state) {
    // Each collection is asked once: what it exposes and whether it is up belong together.
    var seen = new LinkedHashMap<TargetCollection, LatestResult>();
    members.collections().forEach(one -> seen.put(one, state.apply(one)));
    var exposed = new HashMap<TargetCollection, LatestResult.Exposed>();
    seen.forEach((one, latest) -> exposed.put(one, latest.exposed(now, one.keep())));
    var moment = new ExposedSamples(one -> exposed.getOrDefault(one, LatestResult.Exposed.NOTHING));
    var snapshots = new ArrayList<MetricSnapshot>();
    var families = new CollectionFamilies();
    seen.forEach((collection, latest) -> {
      var judgement = collisions.judge(collection, moment);
      snapshots.addAll(judgement.snapshots());
      families.addCounts(collection.labels(), collection.instruments());
      if (!latest.applies()) {
        return;
      }
      families.add(
          collection.labels(),
          latest.up() && judgement.failure() == null,
          latest.lastSuccess(),
          judgement.own().samples(),
          collection.instruments());
    });
    snapshots.addAll(families.snapshots());
    snapshots.addAll(described);
    return snapshots;
  }

  /** As {@link CollectionSet#resolve}. */
  List<OnDemandResult> resolve(List<OnDemandResult> fresh) {
    var given = new HashMap<TargetCollection, LatestResult.Exposed>();
    for (var one : fresh) {
      members
          .find(one.collector(), one.target())
          .ifPresent(collection ->
              given.put(collection, LatestResult.Exposed.of(one.metrics(), one.samples())));
    }
    var moment = new ExposedSamples(one -> given.getOrDefault(one, LatestResult.Exposed.NOTHING));
    return fresh.stream().map(one -> resolve(one, moment)).toList();
  }

  private OnDemandResult resolve(OnDemandResult one, ExposedSamples moment) {
    var collection = members.find(one.collector(), one.target()).orElse(null);
    if (collection == null) {
      return one;
    }
    var judgement = collisions.judge(collection, moment);
    var failure = judgement.failure();
    return failure == null ? one : one.without(judgement.snapshots(), failure);
  }
}
