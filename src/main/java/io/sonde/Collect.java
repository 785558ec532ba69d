package io.sonde;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.collection.OnDemandResult;
import io.sonde.collection.TargetCollection;
import io.sonde.config.SondeConfig;
import io.sonde.exposition.Exposition;
import io.sonde.exposition.Format;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

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
   * @param strict true to fail for a field, a path or a pattern that matched in no row
   * @return true when all runs succeeded, and, without a target, all lists of targets were read
   */
  public boolean run(Selection selection, boolean strict) throws IOException, InterruptedException {
    try (OnDemandCollections onDemand = OnDemandCollections.open(config, selection)) {
      List<String> problems = onDemand.lists().problems();
      problems.forEach(err::println);
      List<TargetCollection> selected = onDemand.select(selection);
      if (selected.isEmpty()) {
        err.println("sonde: " + selection.none());
        return false;
      }
      // A run is refused only while another run is under way, and there is none.
      List<OnDemandResult> fresh =
          OnDemandCollections.each(selected, one -> one.collect().orElseThrow());
      boolean whole = print(onDemand.collections().resolve(fresh), strict);
      return whole && (selection.target() != null || problems.isEmpty());
    }
  }

  private static String count(int samples) {
    return samples == 1 ? "1 sample" : samples + " samples";
  }

  private boolean print(List<OnDemandResult> all, boolean strict) throws IOException {
    List<MetricSnapshot> snapshots = new ArrayList<>();
    boolean whole = true;
    for (OnDemandResult fresh : all) {
      snapshots.addAll(fresh.snapshots());
      if (fresh.up()) {
        String message = fresh.message().isEmpty() ? count(fresh.samples()) : fresh.message();
        err.println(RunProblems.place(fresh) + message);
      }
      whole &= RunProblems.print(fresh, strict, err);
    }
    var source = new Exposition.Source("collections", () -> snapshots);
    try (var exposition = new Exposition(List.of(source))) {
      Format.TEXT.write(exposition.snapshots(Set.of()), out);
    }
    out.flush();
    return whole;
  }
}
