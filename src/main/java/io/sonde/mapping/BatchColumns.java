package io.sonde.mapping;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.config.CollectorConfig;
import io.sonde.config.MetricConfig;
import io.sonde.mapping.Metric.Subject;
import io.sonde.targets.ReadException;
import io.sonde.targets.Row;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The samples of one read, by metric, until they are published or dropped. Not thread-safe. */
final class BatchColumns {
  private final Map<Subject, List<Column>> columns = new EnumMap<>(Subject.class);
  private final Map<LabelMapping, RowLabels> rowLabels = new HashMap<>();
  private final Map<List<String>, LabelSets> labelSets = new HashMap<>();
  private final List<RowLabels> everyRowLabels;
  private final List<Column> ofRow;

  /** In the order of the configuration. */
  private final List<Column> all = new ArrayList<>();

  /**
   * @param now when the read began
   * @param previous the {@linkplain #labelSets() label sets} of the read before
   * @param trace receives what becomes of each row; null for none
   */
  BatchColumns(
      CollectorConfig collector,
      List<Metric> metrics,
      long now,
      Map<List<String>, LabelSets> previous,
      @Nullable Trace trace) {
    var budget = new Budget(collector);
    var names = new TakenNames(collector.metrics());
    for (Metric metric : metrics) {
      LabelSets sets = labelSets(metric.rules().getFirst().labelling(), previous);
      List<BatchRule> feeds =
          metric.rules().stream()
              .map(rule -> new BatchRule(rule, rowLabels(rule.labelling(), sets)))
              .toList();
      Column column = column(collector, metric, feeds, sets, names, budget, now, trace);
      columns.computeIfAbsent(metric.subject(), _ -> new ArrayList<>()).add(column);
      all.add(column);
    }
    everyRowLabels = List.copyOf(rowLabels.values());
    ofRow = columns(Subject.ROW);
  }

  private static Column column(
      CollectorConfig collector,
      Metric metric,
      List<BatchRule> feeds,
      LabelSets sets,
      TakenNames names,
      Budget budget,
      long now,
      @Nullable Trace trace) {
    MetricConfig config = metric.config();
    ObservedMetric observed = metric.observed();
    if (observed != null) {
      budget.start(observed.liveSamples(now));
      return new ObservationColumn(feeds, sets, observed, budget, now, trace);
    }
    if (config.namedByRows()) {
      return new NamedColumns(collector, config, feeds, sets, names, budget, trace);
    }
    return config.shape().parts() == null
        ? new SampleColumn(config, feeds, sets, collector.onDuplicate(), budget, trace)
        : new PartsColumn(config, feeds, sets, collector.onDuplicate(), budget, trace);
  }

  private LabelSets labelSets(LabelMapping labelling, Map<List<String>, LabelSets> previous) {
    return labelSets.computeIfAbsent(
        labelling.names(),
        names -> new LabelSets(names.toArray(String[]::new), previous.get(names)));
  }

  private RowLabels rowLabels(LabelMapping labelling, LabelSets sets) {
    return rowLabels.computeIfAbsent(labelling, l -> new RowLabels(l, sets));
  }

  void row(Row row) throws ReadException {
    nextRow();
    for (Column column : ofRow) {
      column.take(row);
    }
  }

  void facts(ReadFacts facts) throws ReadException {
    nextRow();
    for (Subject subject : List.of(Subject.ROWS, Subject.READ)) {
      for (Column column : columns(subject)) {
        column.take(facts);
      }
    }
    for (Column column : all) {
      column.complete();
    }
  }

  /** Takes the facts of a failed read; a metric that cannot be made of them is left out. */
  void factsOfFailure(ReadFacts facts) {
    nextRow();
    for (Column column : columns(Subject.READ)) {
      try {
        column.take(facts);
      } catch (ReadException _) {
        // The failure of the read is already reported, and is more important.
      }
    }
  }

  private List<Column> columns(Subject subject) {
    return columns.getOrDefault(subject, List.of());
  }

  private void nextRow() {
    for (RowLabels labels : everyRowLabels) {
      labels.nextRow();
    }
  }

  /** Records the observations of these subjects. Cannot fail. */
  void commit(long now, Subject... subjects) {
    for (Subject subject : subjects) {
      columns(subject).forEach(column -> column.commit(now));
    }
  }

  List<MetricSnapshot> snapshots(Subject... subjects) {
    List<MetricSnapshot> snapshots = new ArrayList<>();
    for (Subject subject : subjects) {
      for (Column column : columns(subject)) {
        snapshots.addAll(column.snapshots());
      }
    }
    return snapshots;
  }

  int samples() {
    return all.stream().mapToInt(Column::samples).sum();
  }

  /** The results for each entry of the configuration. */
  List<MetricFacts> metricFacts() {
    return all.stream().flatMap(Column::facts).toList();
  }

  /** The label sets of this read by their names; the next read reuses them. */
  Map<List<String>, LabelSets> labelSets() {
    labelSets.values().forEach(LabelSets::done);
    return labelSets;
  }
}
