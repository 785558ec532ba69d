package io.sonde.mapping;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.config.CollectorConfig;
import io.sonde.config.MetricConfig;
import io.sonde.config.Template;
import io.sonde.mapping.text.LabelText;
import io.sonde.mapping.text.Quoted;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The metrics of an entry whose name is a template: a column for each name that rows give. */
final class NamedColumns extends Column {
  private final CollectorConfig collector;
  private final MetricConfig config;
  private final List<BatchRule> feeds;
  private final Template name;
  private final TakenNames names;
  private final Budget budget;
  private final Map<String, Made> columns = new LinkedHashMap<>();

  /** The name that the last row gave. */
  private String last = "";

  /** Reused to look a label set up. */
  private final String[] values;

  /**
   * A metric with one of the names. It has its own label sets, so that many metrics with few
   * samples take little memory.
   */
  private record Made(LabelSets sets, SampleColumn column) {}

  /**
   * @param names the names of the other metrics of the collector
   */
  NamedColumns(
      CollectorConfig collector,
      MetricConfig config,
      List<BatchRule> feeds,
      LabelSets labelSets,
      TakenNames names,
      Budget budget,
      @Nullable Trace trace) {
    super(feeds, labelSets, trace);
    this.collector = collector;
    this.config = config;
    this.feeds = feeds;
    this.name = Template.of(config.name());
    this.names = names;
    this.budget = budget;
    this.values = feeds.getFirst().rule().labelling().values();
  }

  @Override
  @Nullable String put(double number, BatchRule feed, Row row) throws ReadException {
    var made = new StringBuilder(name.texts().getFirst());
    for (int i = 0; i < name.fields().size(); i++) {
      Object found = feed.field(row, name.fields().get(i));
      if (found == null) {
        feed.skipped();
        return "field %s of the name is missing".formatted(name.fields().get(i));
      }
      made.append(LabelText.of(found)).append(name.texts().get(i + 1));
    }
    if (made.length() > TakenNames.LONGEST) {
      throw feed.rule()
          .failure(
              null,
              "expected a name of at most %d characters, found %s"
                  .formatted(TakenNames.LONGEST, Quoted.text(made.toString())),
              row);
    }
    String legal = TakenNames.legal(made.toString(), config.verbatim());
    Made known = columns.get(legal);
    if (known == null) {
      known = column(legal, feed, row);
      columns.put(legal, known);
    }
    last = legal;
    Labels labels = labelSets.labels(feed.labels().number(row));
    for (int i = 0; i < values.length; i++) {
      values[i] = labels.getValue(i);
    }
    return known.column.put(number, known.sets.number(values), feed, row);
  }

  @Override
  MetricConfig named(MetricConfig template) {
    return template.named(last);
  }

  private Made column(String made, BatchRule feed, Row row) throws ReadException {
    if (columns.size() == collector.maxMetrics()) {
      throw new ReadException(
          Reason.LIMIT,
          "collector %s: expected at most %d names (max-metrics), found more at metric %s"
              .formatted(collector.name(), collector.maxMetrics(), config.name()),
          null);
    }
    MetricConfig named = config.named(made);
    String other = names.take(named);
    if (other != null) {
      throw feed.rule().failure(null, "expected a name of its own, found " + other, row);
    }
    String[] labels = feed.rule().labelling().names().toArray(String[]::new);
    var sets = new LabelSets(labels, labelSets);
    return new Made(
        sets, new SampleColumn(named, feeds, sets, collector.onDuplicate(), budget, null));
  }

  /** Does nothing: there is no state beyond the batch. */
  @Override
  void commit(long now) {}

  @Override
  int samples() {
    return columns.values().stream().mapToInt(made -> made.column.samples()).sum();
  }

  @Override
  List<MetricSnapshot> snapshots() {
    List<MetricSnapshot> snapshots = new ArrayList<>();
    columns.values().forEach(made -> snapshots.addAll(made.column.snapshots()));
    return snapshots;
  }
}
