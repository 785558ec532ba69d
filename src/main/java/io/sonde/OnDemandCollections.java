package io.sonde;

import io.sonde.collection.CollectionSet;
import io.sonde.collection.TargetCollection;
import io.sonde.config.DiscoveryConfig;
import io.sonde.config.SondeConfig;
import io.sonde.discovery.OneTimeDiscovery;
import io.sonde.metrics.Instruments;
import io.sonde.metrics.Meters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/** The collections of a configuration, for commands that run some of them once. */
final class OnDemandCollections implements AutoCloseable {
  private final OneTimeDiscovery lists;
  private final CollectionSet collections;

  private OnDemandCollections(OneTimeDiscovery lists, CollectionSet collections) {
    this.lists = lists;
    this.collections = collections;
  }

  /** Reads the lists of targets that may have what is selected. */
  static OnDemandCollections open(SondeConfig config, Selection selection)
      throws IOException, InterruptedException {
    Instruments instruments = new Instruments(Meters.open(config.helidon()));
    boolean opened = false;
    try {
      Kinds kinds = Kinds.of(DriversFolder.open());
      kinds.local().configured(config.helidon());
      var file = new CollectionSet(config, kinds::open, instruments);
      CollectionSet collections = file;
      try {
        var lists = OneTimeDiscovery.read(config, wanted(config, selection), kinds::open, file);
        collections = file.next(lists.config(), kinds::open);
        opened = true;
        return new OnDemandCollections(lists, collections);
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

  private static Predicate<DiscoveryConfig> wanted(SondeConfig config, Selection selection) {
    String collector = selection.collector();
    boolean configured =
        config.targets().stream().anyMatch(one -> one.name().equals(selection.target()));
    return discovery ->
        !configured && (collector == null || discovery.collectors().contains(collector));
  }

  /** The configuration with the targets of the lists, and what is wrong with those. */
  OneTimeDiscovery lists() {
    return lists;
  }

  CollectionSet collections() {
    return collections;
  }

  /** The selected collections. */
  List<TargetCollection> select(Selection selection) {
    return collections.all().stream().filter(selection::includes).toList();
  }

  /** The work on one collection. */
  interface Work<T> {
    T with(TargetCollection collection) throws InterruptedException;
  }

  /** Does the work on all of them at the same time. */
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
