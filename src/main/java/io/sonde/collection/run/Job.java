package io.sonde.collection.run;

import io.sonde.collection.journal.LoggedCollection;
import io.sonde.collection.journal.Unmatched;
import io.sonde.config.CollectorConfig;
import io.sonde.mapping.Explainer;
import io.sonde.mapping.Mapping;
import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each run of a collection does.
 *
 * @param collector with this one target alone
 * @param query the prepared query
 * @param gate shared by the collections of the target
 * @param refusals of credentials that the target refused for this query alone
 * @param logged what the log was told of this collection
 * @param unmatched the fields, paths and patterns that matched nothing
 */
public record Job(
    CollectorConfig collector,
    Query query,
    Gate gate,
    Refusals refusals,
    LoggedCollection logged,
    Unmatched unmatched,
    Resources resources) {
  private static final Duration GRACE = Duration.ofMillis(500);

  /** What a collector does with one target: it reads rows and makes its metrics of them. */
  public static Job of(CollectorConfig collector, Gate gate, Resources resources) {
    var mapping = mapping(collector, gate, resources, null);
    var query = gate.target().prepare(collector.query(), Fields.of(mapping.fields()));
    return of(collector, query, gate, resources);
  }

  /** The same with a query of its own in place of the collector's. */
  public static Job of(CollectorConfig collector, Query query, Gate gate, Resources resources) {
    return new Job(
        collector,
        query,
        gate,
        new Refusals(),
        new LoggedCollection(collector.name(), gate.logged()),
        new Unmatched(),
        resources);
  }

  /** The name of the target. */
  public String target() {
    return gate.config().name();
  }

  /** The same for one run on demand, which is not logged. */
  public Job once() {
    return new Job(collector, query, gate, refusals, logged, new Unmatched(), resources);
  }

  /** The same for one run whose rows an explainer shows. */
  public Job explained(Explainer explainer) {
    for (Secret secret : gate.config().credentials()) {
      try {
        explainer.hide(List.of(secret.reveal()));
      } catch (IOException _) {
        // A secret that cannot be read is not in any answer.
      }
    }
    var mapped = newMapping().fields();
    var whole = gate.target().prepare(collector.query(), explainer.fields(mapped));
    return new Job(
        collector, explainer.of(whole, mapped), gate, refusals, logged, new Unmatched(), resources);
  }

  /** A new mapping, which reports to an explainer what it makes of each row. */
  public Mapping newMapping(Explainer explainer) {
    return mapping(collector, gate, resources, explainer);
  }

  /** A new mapping. */
  public Mapping newMapping() {
    return mapping(collector, gate, resources, null);
  }

  private static Mapping mapping(
      CollectorConfig collector, Gate gate, Resources resources, @Nullable Explainer explainer) {
    var target = gate.config();
    return new Mapping(
        collector, target.name(), target.labels(), resources.timer()::nanoTime, explainer);
  }

  /** How long a read may take to end after it was given up, before it counts as hung. */
  Duration grace() {
    var every = collector.every();
    return every.compareTo(GRACE.plus(GRACE)) < 0 ? Duration.ofNanos(every.toNanos() / 2) : GRACE;
  }

  /** As messages name it. */
  @Override
  public String toString() {
    return "collector " + collector.name() + ", target " + target();
  }
}
