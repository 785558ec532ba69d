package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.config.CollectorConfig;
import io.sonde.config.SondeConfig;
import io.sonde.mapping.Mapping;
import io.sonde.metrics.Instruments;
import io.sonde.targets.Fields;
import io.sonde.targets.ReadMemory;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * All collections of a configuration: every collector against each of its targets.
 *
 * <p>Collects nothing by itself before {@link #start()}. Owns its targets: {@link #close()} closes
 * them. Thread-safe.
 */
public final class CollectionSet implements AutoCloseable {
  /** The most collections that parse or map at once. */
  private static final int PARSERS = 4;

  /** Reads may hold one part in so many of the heap, together. */
  private static final int MEMORY_SHARE = 4;

  /** What reads get to end when they are cancelled, before they are interrupted. */
  private static final Duration CANCELLED_WITHIN = Duration.ofMillis(250);

  /** What reads and targets get to end after that. */
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(2);

  private final Timer timer;
  private final Schedule schedule;
  private final Map<String, Target> targets = new HashMap<>();
  private final List<TargetCollection> all = new ArrayList<>();

  /**
   * @param connect makes the target of a configuration; it is called for each once, here
   */
  public CollectionSet(
      SondeConfig config, Function<TargetConfig, Target> connect, Instruments instruments) {
    this(config.targets(), config.collectors(), connect, instruments, new SystemTimer());
  }

  CollectionSet(
      List<TargetConfig> targets,
      List<CollectorConfig> collectors,
      Function<TargetConfig, Target> connect,
      Instruments instruments,
      Timer timer) {
    this.timer = timer;
    this.schedule = new Schedule(timer);
    var gates = new HashMap<String, Gate>();
    for (var target : targets) {
      this.targets.put(target.name(), connect.apply(target));
      gates.put(target.name(), new Gate(target));
    }
    var processor = new Semaphore(parsers());
    var memory = new ReadMemory(Runtime.getRuntime().maxMemory() / MEMORY_SHARE);
    var journal = new Journal();
    for (var collector : collectors) {
      for (var name : collector.targets()) {
        var target = known(this.targets, name);
        var fields = Fields.of(new Mapping(collector, name, timer::nanoTime).fields());
        var source =
            new Source(
                collector,
                target,
                target.prepare(collector.query(), fields),
                known(gates, name),
                processor,
                memory,
                timer,
                journal);
        all.add(new TargetCollection(source, instruments.collection(collector.name(), name)));
      }
    }
  }

  /** Begins to collect, each collection at its own turns. */
  public void start() {
    schedule.start(all);
  }

  /**
   * Lets no more turns come; what is under way goes on, and what was published stays. For a service
   * that is about to stop, and may be a target of its own.
   */
  public void stop() {
    schedule.close();
  }

  /** Every collection, in the order of the configuration. */
  public List<TargetCollection> all() {
    return List.copyOf(all);
  }

  /** One collection by its names, or nothing where the configuration has no such pair. */
  public Optional<TargetCollection> find(String collector, String target) {
    return all.stream()
        .filter(one -> one.collector().equals(collector) && one.target().equals(target))
        .findFirst();
  }

  /**
   * What is to be exposed now: the latest samples of each collection, as long as they are kept, and
   * {@code sonde_collection_up}, {@code _last_success_timestamp_seconds} and {@code _samples}.
   *
   * <p>Collections that feed one metric give a snapshot each, of the same name: the exposition
   * merges them.
   */
  public List<MetricSnapshot> latest() {
    var snapshots = new ArrayList<MetricSnapshot>();
    var gauges = new Gauges();
    for (var collection : all) {
      collection.samples().forEach(snapshots::add);
      collection.describe(gauges);
    }
    snapshots.addAll(gauges.snapshots());
    return snapshots;
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
    stop();
    var slots = all.stream().map(TargetCollection::slot).toList();
    slots.forEach(Slot::close);
    slots.forEach(Slot::abandon);
    try {
      awaitEnd(slots, CANCELLED_WITHIN);
      slots.forEach(Slot::interrupt);
      var closers =
          targets.values().stream()
              .map(target -> Thread.ofVirtual().name("sonde, close").start(target::close))
              .toList();
      long end = System.nanoTime() + CLOSED_WITHIN.toNanos();
      awaitEnd(slots, CLOSED_WITHIN);
      for (var closer : closers) {
        closer.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      timer.close();
    }
  }

  private static void awaitEnd(List<Slot> slots, Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    for (var slot : slots) {
      slot.awaitEnd(Duration.ofNanos(end - System.nanoTime()));
    }
  }

  /**
   * As many as may parse at once, and one less than there are carriers of virtual threads: one is
   * left for scrapes.
   */
  private static int parsers() {
    int carriers =
        Integer.getInteger(
            "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    return Math.clamp(carriers - 1, 1, PARSERS);
  }

  private static <T> T known(Map<String, T> byName, String name) {
    var found = byName.get(name);
    if (found == null) {
      throw new IllegalArgumentException("targets: expected one that is configured, found " + name);
    }
    return found;
  }
}
