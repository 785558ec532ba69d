package io.sonde;

import io.sonde.collection.CollectionSet;
import io.sonde.collection.TargetCollection;
import io.sonde.config.SondeConfig;
import io.sonde.metrics.Instruments;
import io.sonde.metrics.Meters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The collections of a configuration for commands, which run some of them once. */
final class OnDemand implements AutoCloseable {
  private final CollectionSet collections;

  private OnDemand(CollectionSet collections) {
    this.collections = collections;
  }

  static OnDemand open(SondeConfig config) throws IOException {
    Instruments instruments = new Instruments(Meters.open(config.helidon()));
    boolean opened = false;
    try {
      Kinds kinds = Kinds.of(DriversFolder.open());
      kinds.local().configured(config.helidon());
      var collections = new CollectionSet(config, kinds::open, instruments);
      opened = true;
      return new OnDemand(collections);
    } finally {
      if (!opened) {
        Meters.close();
      }
    }
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
