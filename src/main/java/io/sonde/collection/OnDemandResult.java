package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.collection.journal.Failure;
import io.sonde.collection.run.Job;
import io.sonde.collection.run.Outcome;
import io.sonde.metrics.CollectionFamilies;
import io.sonde.targets.ReadException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of one run on demand. Immutable.
 *
 * <pre>
 * myapp_db_connections{state="active",target="orders-db"} 3.0
 * sonde_collection_up{collector="connections",target="orders-db"} 1.0
 * </pre>
 *
 * @param metrics of the rows and of the read
 * @param samples how many samples the rows gave; 0 when it failed
 * @param failure why it failed; null when it succeeded
 * @param message what went wrong, in one line, for the operator; or why there is nothing; else
 *     empty
 * @param applies false when the target does not have what is asked for
 * @param unmatched which fields no row had and which paths and patterns matched nothing, with the
 *     closest names; empty when there is none
 */
public record OnDemandResult(
    String collector,
    String target,
    List<MetricSnapshot> metrics,
    int samples,
    @Nullable Reason failure,
    String message,
    boolean applies,
    String unmatched) {
  public OnDemandResult {
    metrics = List.copyOf(metrics);
  }

  static OnDemandResult of(Job job, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded(var published, var unmatched, _) -> {
        var metrics = new ArrayList<>(published.ofRows());
        metrics.addAll(published.ofReads());
        yield new OnDemandResult(
            job.collector().name(),
            job.target(),
            metrics,
            published.samples(),
            null,
            "",
            true,
            Objects.requireNonNullElse(
                job.unmatched().judge(published.facts(), unmatched).message(), ""));
      }
      case Outcome.Failed(var why, _, var ofReads) -> failed(job, why, ofReads);
      case Outcome.NotApplicable _ ->
          new OnDemandResult(
              job.collector().name(),
              job.target(),
              List.of(),
              0,
              null,
              Outcome.NotApplicable.MESSAGE,
              false,
              "");
      case Outcome.Skipped(var why) -> failed(job, why, List.of());
    };
  }

  private static OnDemandResult failed(Job job, Failure why, List<MetricSnapshot> ofReads) {
    return new OnDemandResult(
        job.collector().name(), job.target(), ofReads, 0, why.reason(), why.message(), true, "");
  }

  /** The same, failed, without the series that another collection gives. */
  OnDemandResult without(List<MetricSnapshot> left, Failure why) {
    return new OnDemandResult(
        collector, target, left, samples, why.reason(), why.message(), true, unmatched);
  }

  /** The metrics, and {@code sonde_collection_up} where the target has what is asked for. */
  public List<MetricSnapshot> snapshots() {
    if (!applies) {
      return metrics;
    }
    var snapshots = new ArrayList<>(metrics);
    snapshots.add(CollectionFamilies.up(CollectionFamilies.labels(collector, target), up()));
    return snapshots;
  }

  /** True when the run did not fail. */
  public boolean up() {
    return failure == null;
  }
}
