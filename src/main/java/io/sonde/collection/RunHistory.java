package io.sonde.collection;

import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.sonde.collection.Collisions.Judgement;
import io.sonde.collection.journal.Failure;
import io.sonde.collection.journal.Unmatched;
import io.sonde.collection.run.Job;
import io.sonde.collection.run.Outcome;
import io.sonde.collection.status.CollectionStatus;
import io.sonde.collection.status.CollectionStatus.MetricStatus;
import io.sonde.collection.status.CollectionStatus.Missing;
import io.sonde.collection.status.CollectionStatus.State;
import io.sonde.collection.status.CollectionStatus.Trouble;
import io.sonde.collection.status.RunRing;
import io.sonde.mapping.MetricFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The facts about the runs of one collection that only the status page shows. Guarded by the lock
 * of {@link OutcomeRecorder}.
 */
final class RunHistory {
  private final RunRing runs = new RunRing();
  private State state = State.NEVER_RUN;
  private @Nullable Instant since;
  private @Nullable Trouble trouble;
  private List<MetricFacts> facts = List.of(); // of the last good run
  private List<String> patterns = List.of(); // those that matched nothing in that run

  /**
   * A run ended.
   *
   * @param collision why series are left out; null when none are
   */
  void ended(Outcome outcome, @Nullable Failure collision, Instant at) {
    switch (outcome) {
      case Outcome.Succeeded(var published, var unmatched, var nanos) -> {
        runs.add(collision == null, nanos);
        facts = published.facts();
        patterns = List.copyOf(unmatched.keySet());
      }
      case Outcome.NotApplicable(var nanos) -> runs.add(true, nanos);
      case Outcome.Failed(_, var nanos, _) -> runs.add(false, nanos);
      case Outcome.Skipped _ -> runs.addSkipped();
    }
    switch (outcome) {
      case Outcome.Succeeded _ -> judged(collision, at);
      case Outcome.NotApplicable _ -> turn(State.DOES_NOT_APPLY, at);
      case Outcome.Failed(var why, _, _) -> failed(why, at);
      case Outcome.Skipped(var why) -> failed(why, at);
    }
  }

  /** The series of the last run were compared with those of other collections once more. */
  void judged(@Nullable Failure collision, Instant at) {
    if (collision == null) {
      turn(State.UP, at);
    } else {
      failed(collision, at);
    }
  }

  private void failed(Failure failure, Instant at) {
    turn(State.FAILING, at);
    trouble = new Trouble(failure.reason(), failure.message(), at);
  }

  private void turn(State next, Instant at) {
    if (state != next) {
      state = next;
      since = at;
    }
  }

  /**
   * The status now.
   *
   * @param next when the next turn comes; null when there is none
   */
  CollectionStatus status(
      Job job, LatestResult latest, Judgement judgement, Instant now, @Nullable Instant next) {
    var success = latest.lastSuccess();
    var keep = job.collector().keep();
    var droppedAt =
        latest.applies() && success != null && judgement.own().isDropped()
            ? success.plus(keep)
            : null;
    return new CollectionStatus(
        job.collector().name(),
        job.target(),
        droppedAt == null ? state : State.STALE,
        droppedAt == null ? since : droppedAt,
        trouble,
        success,
        success == null ? null : age(success, now),
        keep,
        job.collector().every(),
        runs.runs(),
        judgement.own().samples(),
        next,
        metrics(job, judgement, droppedAt != null));
  }

  private static Duration age(Instant success, Instant now) {
    return now.isBefore(success) ? Duration.ZERO : Duration.between(success, now);
  }

  private List<MetricStatus> metrics(Job job, Judgement judgement, boolean dropped) {
    var exposed = series(judgement.snapshots());
    var own = series(judgement.own().snapshots());
    var rows = new HashMap<String, List<MetricFacts>>();
    facts.forEach(one -> rows.computeIfAbsent(one.name(), _ -> new ArrayList<>()).add(one));
    var metrics = new LinkedHashMap<String, MetricStatus>();
    for (var config : job.collector().metrics()) {
      var known = rows.getOrDefault(config.name(), List.of());
      int series = exposed.getOrDefault(config.family(), 0);
      if (series == 0 && !dropped && config.name().contains("{")) {
        // The names of the families come from rows.
        series = known.stream().mapToInt(MetricFacts::series).sum();
      }
      var fields = known.stream().flatMap(one -> one.unmatched().stream()).distinct().toList();
      var missing = own.containsKey(config.family()) ? Missing.COLLIDES : missing(dropped, known);
      metrics.putIfAbsent(
          config.name(),
          new MetricStatus(
              config.name(),
              series,
              series > 0 ? null : missing,
              fields,
              unmatched(job.unmatched(), known, fields)));
    }
    return List.copyOf(metrics.values());
  }

  /** What matched nothing, in the words of the log. */
  private List<String> unmatched(Unmatched words, List<MetricFacts> known, List<String> fields) {
    boolean noRow = known.stream().anyMatch(one -> one.rows() == 0 && !one.metric().ofTheRead());
    return Stream.concat(
            noRow ? patterns.stream().map(words::ofPattern) : Stream.of(),
            fields.stream().map(words::ofField))
        .toList();
  }

  private Missing missing(boolean dropped, List<MetricFacts> known) {
    if (dropped) {
      return Missing.DROPPED;
    }
    return switch (state) {
      case NEVER_RUN -> Missing.NOT_RUN;
      case DOES_NOT_APPLY -> Missing.DOES_NOT_APPLY;
      case UP, FAILING, STALE -> missing(known);
    };
  }

  private static Missing missing(List<MetricFacts> known) {
    if (known.isEmpty()) {
      return Missing.FAILED;
    }
    if (known.stream().allMatch(one -> one.rows() == 0)) {
      return Missing.NO_ROW;
    }
    return known.stream().anyMatch(MetricFacts::isUnmatched) ? Missing.NO_FIELD : Missing.SKIPPED;
  }

  /** The number of series by family, as Prometheus stores them. */
  private static Map<String, Integer> series(List<MetricSnapshot> snapshots) {
    var series = new HashMap<String, Integer>();
    for (var snapshot : snapshots) {
      int count =
          switch (snapshot) {
            case HistogramSnapshot histogram ->
                histogram.getDataPoints().stream()
                    .mapToInt(point -> point.getClassicBuckets().size() + 2)
                    .sum();
            case SummarySnapshot summary ->
                summary.getDataPoints().stream()
                    .mapToInt(point -> point.getQuantiles().size() + 2)
                    .sum();
            case StateSetSnapshot states ->
                states.getDataPoints().stream().mapToInt(point -> point.size()).sum();
            default -> snapshot.getDataPoints().size();
          };
      series.merge(snapshot.getMetadata().getName(), count, Integer::sum);
    }
    return series;
  }
}
