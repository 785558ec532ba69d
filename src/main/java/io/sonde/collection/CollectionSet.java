package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.collection.run.Gate;
import io.sonde.collection.run.Job;
import io.sonde.collection.run.Resources;
import io.sonde.collection.schedule.Schedule;
import io.sonde.collection.schedule.SystemTimer;
import io.sonde.collection.status.CollectionStatus;
import io.sonde.config.CollectorConfig;
import io.sonde.config.SondeConfig;
import io.sonde.metrics.CollectionFamilies;
import io.sonde.metrics.Instruments;
import io.sonde.targets.ReadMemory;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All collections of a generation: every collector against each of its targets.
 *
 * <p>Collects nothing by itself before {@link #start()}. Owns its targets: {@link #close()} closes
 * them. A set can be followed by another one, which takes over what has not changed. Thread-safe.
 */
public final class CollectionSet implements AutoCloseable {
  /** What reads get to end when they are cancelled, before they are interrupted. */
  private static final Duration CANCELLED_WITHIN = Duration.ofMillis(250);

  /** What reads and targets get to end after that. */
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(2);

  private final Resources resources;
  private final Instruments instruments;
  private final Instrumented instrumented;
  private final Map<String, Gate> gates;
  private final List<TargetCollection> all;
  private final Map<Names, TargetCollection> byNames = new HashMap<>();
  private final Collisions collisions;
  private final List<MetricSnapshot> described;

  private record Names(String collector, String target) {}

  /** The first set, with a quarter of the heap for the reads. */
  public CollectionSet(
      SondeConfig config, Function<TargetConfig, Target> open, Instruments instruments) {
    this(config, open, instruments, Resources.shareOfHeap());
  }

  /**
   * The first set.
   *
   * @param open makes the target of a configuration; it is called for each once, here
   * @param memory what all reads may hold together, through all generations
   */
  public CollectionSet(
      SondeConfig config,
      Function<TargetConfig, Target> open,
      Instruments instruments,
      ReadMemory memory) {
    this(
        config.targets(),
        config.collectors(),
        open,
        instruments,
        Resources.of(new SystemTimer(), memory)
            .withTaken(config.simulation().names(config.prefix())),
        null);
  }

  /**
   * @param before what is equal in it is taken over; null for nothing
   */
  CollectionSet(
      List<TargetConfig> targets,
      List<CollectorConfig> collectors,
      Function<TargetConfig, Target> open,
      Instruments instruments,
      Resources resources,
      @Nullable CollectionSet before) {
    this.resources = resources;
    this.instruments = instruments;
    this.instrumented = new Instrumented(instruments, before == null ? null : before.instrumented);
    var opened = new ArrayList<Gate>();
    boolean built = false;
    try {
      this.gates = gates(targets, open, before, opened);
      this.all = collections(collectors, before);
      all.forEach(one -> byNames.put(new Names(one.collector(), one.target()), one));
      built = true;
    } finally {
      if (!built) {
        opened.forEach(gate -> gate.target().close());
        if (before != null) {
          instrumented.closeWithout(before.instrumented);
        }
      }
    }
    this.collisions = new Collisions(all, resources.taken());
    this.described =
        CollectionFamilies.described(
            collectors.stream()
                .map(one ->
                    new CollectionFamilies.Collector(one.name(), one.every(), one.maxSamples()))
                .toList(),
            targets);
  }

  private static Map<String, Gate> gates(
      List<TargetConfig> targets,
      Function<TargetConfig, Target> open,
      @Nullable CollectionSet before,
      List<Gate> opened) {
    var gates = new LinkedHashMap<String, Gate>();
    for (var config : targets) {
      var gate = before == null ? null : before.gates.get(config.name());
      if (gate == null || !gate.config().equals(config)) {
        gate = new Gate(config, open.apply(config));
        opened.add(gate);
      }
      gates.put(config.name(), gate);
    }
    return gates;
  }

  private List<TargetCollection> collections(
      List<CollectorConfig> collectors, @Nullable CollectionSet before) {
    var collections = new ArrayList<TargetCollection>();
    for (var collector : collectors) {
      instrumented.collector(collector.name()); // also when each of its collections is taken over
      for (var target : collector.targets()) {
        var gate = gates.get(target);
        if (gate == null) {
          throw new IllegalArgumentException(
              "targets: expected one that is configured, found " + target);
        }
        var alone = collector.withTargets(List.of(target));
        var known = before == null ? null : before.find(collector.name(), target).orElse(null);
        collections.add(
            known != null && known.job().gate() == gate && known.job().collector().equals(alone)
                ? known
                : collection(alone, gate, known));
      }
    }
    return List.copyOf(collections);
  }

  private TargetCollection collection(
      CollectorConfig collector, Gate gate, @Nullable TargetCollection known) {
    return new TargetCollection(
        Job.of(collector, gate, resources),
        instrumented.collection(collector.name(), known == null ? null : known.instruments()));
  }

  /**
   * A set for another configuration, which takes over the targets and the collections whose
   * configuration is equal, with their connections, samples, and schedules. Nothing changes for
   * this set until the other one {@linkplain #replace replaces} it; it is dropped by {@link
   * #closeUnused}.
   *
   * @param open makes the targets that are new
   */
  public CollectionSet next(SondeConfig config, Function<TargetConfig, Target> open) {
    return next(config.targets(), config.collectors(), open);
  }

  CollectionSet next(
      List<TargetConfig> targets,
      List<CollectorConfig> collectors,
      Function<TargetConfig, Target> open) {
    return new CollectionSet(targets, collectors, open, instruments, resources, this);
  }

  /** Begins to collect, each collection at its own turns. */
  public void start() {
    var collectionsOf = new HashMap<Gate, Integer>();
    all.forEach(one -> collectionsOf.merge(one.job().gate(), 1, Integer::sum));
    collectionsOf.forEach((gate, count) -> gate.logged().shared(count > 1));
    all.forEach(one -> one.join(collisions));
    var starting = all.stream().filter(one -> !one.started()).toList();
    var window = Schedule.window(starting.size());
    long now = resources.timer().nanoTime();
    starting.forEach(one -> one.start(now, window));
  }

  /**
   * Begins to collect in place of the set before, of which nothing must be used any more: closes
   * what is gone, waiting two seconds for it at most. A read that is under way at a target that
   * stays goes on to its end, and is not published.
   */
  public void replace(CollectionSet before) {
    var gone = without(before.all, all);
    var closing = without(before.gates.values(), gates.values());
    gone.forEach(TargetCollection::stop);
    start();
    // A read of a target that stays may end: cancelling it would cost the target's connection.
    gone.forEach(TargetCollection::close);
    close(gone.stream().filter(one -> closing.contains(one.job().gate())).toList(), closing);
    before.instrumented.closeWithout(instrumented);
  }

  /** What another set before this one had and has not, in words. */
  public String comparedWith(CollectionSet before) {
    return "targets: %s; collections: %s"
        .formatted(compared(before.gates.values(), gates.values()), compared(before.all, all));
  }

  private static String compared(Collection<?> before, Collection<?> now) {
    int begun = without(now, before).size();
    return "%d kept, %d new, %d closed"
        .formatted(now.size() - begun, begun, without(before, now).size());
  }

  /** Closes the targets that this set has opened and the one before does not have. */
  public void closeUnused(CollectionSet before) {
    close(List.of(), without(gates.values(), before.gates.values()));
    instrumented.closeWithout(before.instrumented);
  }

  private static <T> List<T> without(Collection<T> some, Collection<?> others) {
    var those = Collections.newSetFromMap(new IdentityHashMap<Object, Boolean>());
    those.addAll(others);
    return some.stream().filter(one -> !those.contains(one)).toList();
  }

  /**
   * Lets no more turns come; what is under way goes on, and what was published stays. For a service
   * that is about to stop, and may be a target of its own.
   */
  public void stop() {
    all.forEach(TargetCollection::stop);
  }

  /** Grows about once a second, as long as turns and deadlines come. */
  public long beats() {
    return resources.timer().beats();
  }

  /** Every collection, in the order of the configuration. */
  public List<TargetCollection> all() {
    return all;
  }

  /** What is known of each collection now, in the order of the configuration. */
  public List<CollectionStatus> statuses() {
    return all.stream().map(TargetCollection::status).toList();
  }

  /** One collection by its names, or nothing where the configuration has no such pair. */
  public Optional<TargetCollection> find(String collector, String target) {
    return Optional.ofNullable(byNames.get(new Names(collector, target)));
  }

  /**
   * What is to be exposed now: the latest samples of each collection, as long as they are kept, and
   * what is counted and known of each, as {@link CollectionFamilies} has it.
   *
   * <p>Collections that feed one metric give a snapshot each, of the same name: the exposition
   * merges them. No two have the same series.
   */
  public List<MetricSnapshot> latest() {
    long now = resources.timer().nanoTime();
    // Each is asked once: what it exposes and whether it is up belong together.
    var seen = new LinkedHashMap<TargetCollection, Latest>();
    all.forEach(one -> seen.put(one, one.latest()));
    var exposed = new HashMap<TargetCollection, Latest.Exposed>();
    seen.forEach((one, latest) -> exposed.put(one, latest.exposed(now, one.keep())));
    var moment = new Moment(one -> exposed.getOrDefault(one, Latest.Exposed.NOTHING));
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

  /**
   * What collections gave on demand, without the series that an earlier one of them gave too: the
   * later one has failed then.
   *
   * @param fresh of different collections, in any order; those that are not of this set stay as
   *     they are
   */
  public List<Fresh> resolve(List<Fresh> fresh) {
    var given = new HashMap<TargetCollection, Latest.Exposed>();
    for (var one : fresh) {
      find(one.collector(), one.target())
          .ifPresent(
              collection -> given.put(collection, Latest.Exposed.of(one.metrics(), one.samples())));
    }
    var moment = new Moment(one -> given.getOrDefault(one, Latest.Exposed.NOTHING));
    return fresh.stream().map(one -> resolve(one, moment)).toList();
  }

  private Fresh resolve(Fresh one, Moment moment) {
    var collection = find(one.collector(), one.target()).orElse(null);
    if (collection == null) {
      return one;
    }
    var judgement = collisions.judge(collection, moment);
    var failure = judgement.failure();
    return failure == null ? one : one.without(judgement.snapshots(), failure);
  }

  /**
   * Reads of a target of this set outside of its collections, in turn with them.
   *
   * @param asking who reads, which of the targets, and what is asked
   * @param fields what is wanted of each row
   * @return nothing when there is no such target
   */
  public Optional<RowReads> rows(CollectorConfig asking, Set<String> fields) {
    return Optional.ofNullable(gates.get(asking.targets().getFirst()))
        .map(gate -> new RowReads(asking, gate, fields, resources));
  }

  /**
   * Reads of a target that is not of this set. The caller closes it.
   *
   * @param asking who reads, and what is asked
   * @param fields what is wanted of each row
   */
  public RowReads rows(
      CollectorConfig asking, Set<String> fields, TargetConfig config, Target target) {
    return new RowReads(asking, new Gate(config, target), fields, resources);
  }

  /**
   * True when every collection has ended once, or has had its timeout to. A target that is down
   * does not keep it from becoming true.
   */
  public boolean ready() {
    return all.stream().allMatch(TargetCollection::ready);
  }

  /**
   * Ends all: no more turns, reads under way are cancelled, then interrupted, targets closed. Waits
   * for them two seconds at most, and leaves behind what has not ended by then.
   */
  @Override
  public void close() {
    try {
      close(all, gates.values());
    } finally {
      resources.timer().close();
    }
  }

  private static void close(Collection<TargetCollection> collections, Collection<Gate> gates) {
    collections.forEach(TargetCollection::close);
    collections.forEach(TargetCollection::abandon);
    try {
      awaitEnd(collections, CANCELLED_WITHIN);
      collections.forEach(TargetCollection::interrupt);
      var closers =
          gates.stream()
              .map(gate -> Thread.ofVirtual().name("sonde, close").start(gate.target()::close))
              .toList();
      long end = System.nanoTime() + CLOSED_WITHIN.toNanos();
      awaitEnd(collections, CLOSED_WITHIN);
      for (var closer : closers) {
        closer.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitEnd(Collection<TargetCollection> collections, Duration timeout)
      throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    for (var collection : collections) {
      collection.awaitEnd(Duration.ofNanos(end - System.nanoTime()));
    }
  }
}
