package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.targets.ReadException.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one collection on demand gave. Immutable.
 *
 * <pre>
 * myapp_db_connections{state="active",target="orders-db"} 3.0
 * sonde_collection_up{collector="connections",target="orders-db"} 1.0
 * </pre>
 *
 * @param snapshots the samples, and {@code sonde_collection_up} unless the target has not what is
 *     asked for
 * @param samples how many samples the target gave; 0 when it failed
 * @param failure why it failed; null when it succeeded
 * @param message what went wrong, in one line, for the operator; or why there is nothing; else
 *     empty
 */
public record Fresh(
    String collector,
    String target,
    List<MetricSnapshot> snapshots,
    int samples,
    @Nullable Reason failure,
    String message) {
  public Fresh {
    snapshots = List.copyOf(snapshots);
  }

  static Fresh of(Source source, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded(var published, _) ->
          of(source, published.ofRows(), published.ofReads(), published.samples(), null, "");
      case Outcome.Failed(var reason, var message, _, var ofReads) ->
          of(source, List.of(), ofReads, 0, reason, message);
      case Outcome.NotApplicable _ ->
          new Fresh(
              source.collector().name(),
              source.target().name(),
              List.of(),
              0,
              null,
              Outcome.NotApplicable.MESSAGE);
      case Outcome.Skipped(var reason, var message) ->
          of(source, List.of(), List.of(), 0, reason, message);
    };
  }

  private static Fresh of(
      Source source,
      List<MetricSnapshot> ofRows,
      List<MetricSnapshot> ofReads,
      int samples,
      @Nullable Reason failure,
      String message) {
    var snapshots = new ArrayList<MetricSnapshot>(ofRows);
    snapshots.addAll(ofReads);
    var collector = source.collector().name();
    var target = source.target().name();
    snapshots.add(Gauges.up(Gauges.labels(collector, target), failure == null));
    return new Fresh(collector, target, snapshots, samples, failure, message);
  }

  /** True when nothing went wrong. */
  public boolean up() {
    return failure == null;
  }
}
