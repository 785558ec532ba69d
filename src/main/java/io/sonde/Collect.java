package io.sonde;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sonde.collection.CollectionSet;
import io.sonde.collection.Fresh;
import io.sonde.collection.TargetCollection;
import io.sonde.config.SondeConfig;
import io.sonde.exposition.Exposition;
import io.sonde.exposition.Format;
import io.sonde.metrics.Instruments;
import io.sonde.metrics.Meters;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Runs collections once. Prints their metrics on standard output and one line for each collection
 * on standard error.
 */
public final class Collect {
  private final SondeConfig config;
  private final PrintStream out;
  private final PrintStream err;

  public Collect(SondeConfig config, PrintStream out, PrintStream err) {
    this.config = config;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs the selected collections.
   *
   * @param collector runs this collector only; null for all
   * @param target reads this target only; null for all
   * @return true when all runs succeeded
   */
  public boolean run(@Nullable String collector, @Nullable String target)
      throws IOException, InterruptedException {
    Instruments instruments = new Instruments(Meters.open(config.helidon()));
    Kinds kinds = Kinds.of(DriversFolder.open());
    kinds.local().configured(config.helidon());
    try (var collections = new CollectionSet(config, kinds::open, instruments)) {
      List<TargetCollection> selected =
          collections.all().stream()
              .filter(c -> collector == null || c.collector().equals(collector))
              .filter(c -> target == null || c.target().equals(target))
              .toList();
      if (selected.isEmpty()) {
        err.println(
            "sonde: no collection of "
                + named("collector", collector)
                + " and "
                + named("target", target));
        return false;
      }
      return print(collections.resolve(read(selected)));
    } finally {
      Meters.close();
    }
  }

  private static String named(String what, @Nullable String name) {
    return name == null ? "any " + what : what + " '" + name + "'";
  }

  private static List<Fresh> read(List<TargetCollection> selected) throws InterruptedException {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<Fresh>>> under = new ArrayList<>();
      for (TargetCollection collection : selected) {
        under.add(threads.submit(() -> collection.collect()));
      }
      List<Fresh> fresh = new ArrayList<>();
      for (Future<Optional<Fresh>> one : under) {
        // never empty: nothing else runs these collections
        fresh.add(one.get().orElseThrow());
      }
      return fresh;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a failed run must be an outcome, not an exception", e);
    }
  }

  private static String count(int samples) {
    return samples == 1 ? "1 sample" : samples + " samples";
  }

  private boolean print(List<Fresh> all) throws IOException {
    List<MetricSnapshot> snapshots = new ArrayList<>();
    boolean whole = true;
    for (Fresh fresh : all) {
      snapshots.addAll(fresh.snapshots());
      whole &= fresh.up();
      String place = "collector " + fresh.collector() + ", target " + fresh.target() + ": ";
      err.println(
          fresh.failure() == null
              ? place + (fresh.message().isEmpty() ? count(fresh.samples()) : fresh.message())
              : place + "failed, " + fresh.failure().label() + ": " + fresh.message());
    }
    var source = new Exposition.Source("collections", () -> new MetricSnapshots(snapshots));
    try (var exposition = new Exposition(List.of(source))) {
      Format.TEXT.write(exposition.snapshots(Set.of()), out);
    }
    out.flush();
    return whole;
  }
}
