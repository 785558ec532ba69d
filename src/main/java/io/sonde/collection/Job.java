package io.sonde.collection;

import io.sonde.config.CollectorConfig;
import io.sonde.mapping.Mapping;
import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import java.time.Duration;

/**
 * What one collection does: the same at each of its runs.
 *
 * @param collector with this one target alone
 * @param query what it asks of the target, prepared
 * @param gate shared by the collections of the target
 * @param refusals of credentials that the target refused for this query alone
 * @param story what the log was told of this collection
 * @param unmatched what its rows do not have
 */
record Job(
    CollectorConfig collector,
    Query query,
    Gate gate,
    Refusals refusals,
    Story story,
    Unmatched unmatched,
    Resources resources) {
  private static final Duration GRACE = Duration.ofMillis(500);

  static Job of(CollectorConfig collector, Gate gate, Resources resources) {
    var mapping = mapping(collector, gate, resources);
    return new Job(
        collector,
        gate.target().prepare(collector.query(), Fields.of(mapping.fields())),
        gate,
        new Refusals(),
        new Story(),
        new Unmatched(),
        resources);
  }

  /** The name of the target. */
  String target() {
    return gate.config().name();
  }

  /** A mapping that has observed nothing yet. */
  Mapping newMapping() {
    return mapping(collector, gate, resources);
  }

  private static Mapping mapping(CollectorConfig collector, Gate gate, Resources resources) {
    var target = gate.config();
    return new Mapping(
        collector, target.name(), target.labels(), resources.timer()::nanoTime, null);
  }

  /** What a read gets to end after it was given up, before it counts as hung. */
  Duration grace() {
    var half = collector.every().dividedBy(2);
    return half.compareTo(GRACE) < 0 ? half : GRACE;
  }

  /** As messages name it. */
  @Override
  public String toString() {
    return "collector " + collector.name() + ", target " + target();
  }
}
