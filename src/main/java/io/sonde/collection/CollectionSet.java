package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.collection.run.Gate;
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
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All collections of a generation: every collector against each of its targets.
 *
 * <p>Runs begin with {@link #start()}. The set owns its targets: {@link #close()} closes them. The
 * {@linkplain #next next} set takes over what has not changed. Thread-safe.
 */
public final class CollectionSet implements AutoCloseable {
  private final Resources resources;
  private final Instruments instruments;
  private final Members members;
  private final SetSnapshots snapshots;

  /** The first set, with a quarter of the heap for the reads. */
  public CollectionSet(
      SondeConfig config, Function<TargetConfig, Target> open, Instruments instruments) {
    this(config, open, instruments, Resources.shareOfHeap());
  }

  /**
   * The first set.
   *
   * @param open makes the target of a configuration; called once for each target
   * @param memory the memory budget of the reads of all generations
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
   * A set.
   *
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
    this.members =
        Members.of(
            targets,
            collectors,
            open,
            instruments,
            resources,
            before == null ? null : before.members);
    this.snapshots = new SetSnapshots(members, collectors, targets, resources.taken());
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

  /** Begins to collect: gives each collection its turns. */
  public void start() {
    var collectionsOf = new HashMap<Gate, Integer>();
    all().forEach(one -> collectionsOf.merge(one.job().gate(), 1, Integer::sum));
    collectionsOf.forEach((gate, count) -> gate.logged().shared(count > 1));
    all().forEach(one -> one.join(snapshots.collisions()));
    var starting = all().stream().filter(one -> !one.started()).toList();
    var window = Schedule.window(starting.size());
    long now = resources.timer().nanoTime();
    starting.forEach(one -> one.start(now, window));
  }

  /**
   * Begins to collect in place of the set before, which must not be used after this call. Closes
   * what only the set before has, and waits for that for at most two seconds. A read that is under
   * way at a target that stays goes on to its end, and is not published.
   */
  public void replace(CollectionSet before) {
    var gone = before.members.collectionsWithout(members);
    var closing = before.members.gatesWithout(members);
    gone.forEach(TargetCollection::stop);
    start();
    // A read of a target that stays is not cancelled, since that would close the connection.
    gone.forEach(TargetCollection::close);
    Closing.close(
        gone.stream().filter(one -> closing.contains(one.job().gate())).toList(), closing);
    before.members.removeInstrumentsGoneFrom(members);
  }

  /** What is kept, new and gone in comparison with the set before, for the log. */
  public String comparedWith(CollectionSet before) {
    return members.comparedWith(before.members);
  }

  /** Closes the targets that this set has opened and the one before does not have. */
  public void closeUnused(CollectionSet before) {
    Closing.close(List.of(), members.gatesWithout(before.members));
    members.removeInstrumentsGoneFrom(before.members);
  }

  /**
   * Ends the turns. Runs that are under way go on, and samples stay exposed. Called first when the
   * service stops, since Sonde may be one of its own targets.
   */
  public void stop() {
    all().forEach(TargetCollection::stop);
  }

  /** A count that grows about once a second while the timer works. */
  public long beats() {
    return resources.timer().beats();
  }

  /** Every collection, in the order of the configuration. */
  public List<TargetCollection> all() {
    return members.collections();
  }

  /** The status of each collection now, in the order of the configuration. */
  public List<CollectionStatus> statuses() {
    return all().stream().map(TargetCollection::status).toList();
  }

  /** One collection by its names, or nothing where the configuration has no such pair. */
  public Optional<TargetCollection> find(String collector, String target) {
    return members.find(collector, target);
  }

  /**
   * What is to be exposed now: the latest samples of each collection, as long as they are kept, and
   * what is counted and known of each, as {@link CollectionFamilies} has it.
   *
   * <p>Collections that feed one metric give a snapshot each, of the same name: the exposition
   * merges them. No two have the same series.
   */
  public List<MetricSnapshot> latest() {
    return latest(one -> one.results().latest());
  }

  /** The same for given states. Asks once for the state of each collection. */
  List<MetricSnapshot> latest(Function<TargetCollection, LatestResult> state) {
    return snapshots.latest(resources.timer().nanoTime(), state);
  }

  /**
   * Results of runs on demand without series that an earlier collection gives too. The later
   * collection has failed then.
   *
   * @param fresh of different collections, in any order; those that are not of this set stay as
   *     they are
   */
  public List<OnDemandResult> resolve(List<OnDemandResult> fresh) {
    return snapshots.resolve(fresh);
  }

  /**
   * Reads of a target of this set outside of its collections, in turn with them.
   *
   * @param asking the query, its target and its timeout
   * @param fields the fields to read of each row
   * @return nothing when there is no such target
   */
  public Optional<RowReader> rows(CollectorConfig asking, Set<String> fields) {
    return members
        .gate(asking.targets().getFirst())
        .map(gate -> new RowReader(asking, gate, fields, resources));
  }

  /**
   * Reads of a target that is not of this set. The caller closes it.
   *
   * @param asking the query and its timeout
   * @param fields the fields to read of each row
   */
  public RowReader rows(
      CollectorConfig asking, Set<String> fields, TargetConfig config, Target target) {
    return new RowReader(asking, new Gate(config, target), fields, resources);
  }

  /**
   * True when the first run of every collection has ended or had its timeout to end, also when a
   * target is down.
   */
  public boolean ready() {
    return all().stream().allMatch(TargetCollection::ready);
  }

  /**
   * Ends the turns, cancels and then interrupts reads, and closes the targets. Waits for at most
   * about two seconds; reads that have not ended by then are left behind.
   */
  @Override
  public void close() {
    try {
      Closing.close(all(), members.gates());
    } finally {
      resources.timer().close();
    }
  }
}
