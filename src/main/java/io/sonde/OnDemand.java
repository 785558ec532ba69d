package io.sonde;

import io.sonde.collection.CollectionSet;
import io.sonde.collection.TargetCollection;
import io.sonde.config.DiscoveryConfig;
import io.sonde.config.SondeConfig;
import io.sonde.discovery.CurrentLists;
import io.sonde.metrics.Instruments;
import io.sonde.metrics.Meters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The collections of a configuration for commands, which run some of them once. */
final class OnDemand implements AutoCloseable {
  private final CurrentLists lists;
  private final CollectionSet collections;

  private OnDemand(CurrentLists lists, CollectionSet collections) {
    this.lists = lists;
    this.collections = collections;
  }

  /**
   * Reads the lists of targets that may have what is selected.
   *
   * @param collector null for all
   * @param target null for all
   */
  static OnDemand open(SondeConfig config, @Nullable String collector, @Nullable String target)
      throws IOException, InterruptedException {
    Instruments instruments = new Instruments(Meters.open(config.helidon()));
    boolean opened = false;
    try {
      Kinds kinds = Kinds.of(DriversFolder.open());
      kinds.local().configured(config.helidon());
      var file = new CollectionSet(config, kinds::open, instruments);
      CollectionSet collections = file;
      try {
        var lists = CurrentLists.read(config, wanted(config, collector, target), kinds::open, file);
        collections = file.next(lists.config(), kinds::open);
        opened = true;
        return new OnDemand(lists, collections);
      } finally {
        if (!opened) {
          collections.close();
        }
      }
    } finally {
      if (!opened) {
        Meters.close();
      }
    }
  }

  private static Predicate<DiscoveryConfig> wanted(
      SondeConfig config, @Nullable String collector, @Nullable String target) {
    boolean configured = config.targets().stream().anyMatch(one -> one.name().equals(target));
    return discovery ->
        !configured && (collector == null || discovery.collectors().contains(collector));
  }

  /** The configuration with the targets of the lists, and what is wrong with those. */
  CurrentLists lists() {
    return lists;
  }

  CollectionSet collections() {
    return collections;
  }

  /** Those of a collector and a target, each of which may be null for all. */
  List<TargetCollection> select(@Nullable String collector, @Nullable String target) {
    return collections.all().stream()
        .filter(c -> collector == null || c.collector().equals(collector))
        .filter(c -> target == null || c.target().equals(target))
        .toList();
  }

  /** What to say when there is none. */
  static String none(@Nullable String collector, @Nullable String target) {
    return "no collection of " + named("collector", collector) + " and " + named("target", target);
  }

  private static String named(String what, @Nullable String name) {
    return name == null ? "any " + what : what + " '" + name + "'";
  }

  /** What is done with one collection. */
  interface Work<T> {
    T with(TargetCollection collection) throws InterruptedException;
  }

  /** Does it with each of them at the same time. */
  static <T> List<T> each(List<TargetCollection> selected, Work<T> work)
      throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> under = new ArrayList<>();
      for (TargetCollection collection : selected) {
        under.add(threads.submit(() -> work.with(collection)));
      }
      List<T> done = new ArrayList<>();
      for (Future<T> one : under) {
        done.add(one.get());
      }
      return done;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a failed run must be an outcome, not an exception", e);
    }
  }

  @Override
  public void close() {
    collections.close();
    Meters.close();
  }
}
