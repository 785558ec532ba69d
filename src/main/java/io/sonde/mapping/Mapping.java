package io.sonde.mapping;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.config.CollectorConfig;
import io.sonde.config.MetricConfig;
import io.sonde.mapping.Metric.Subject;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Row;
import io.sonde.targets.Sink;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes samples of rows: the metrics of one collection (one collector against one target).
 *
 * <p>The metric {@code {name: db_connections, type: gauge, labels: {state: state}, value: n}} and
 * the rows {@code (active, 3)} and {@code (idle, 12)} of the target {@code orders-db} give
 *
 * <pre>
 * # HELP myapp_db_connections Connections by state.
 * # TYPE myapp_db_connections gauge
 * myapp_db_connections{state="active",target="orders-db"} 3.0
 * myapp_db_connections{state="idle",target="orders-db"} 12.0
 * </pre>
 *
 * <p>There is one batch at a time, whose rows come from one thread. A new batch cancels the one
 * before it; so does {@link #failed}, which may be called while a late read still adds rows.
 * Histograms and summaries observe over all batches of one mapping; a probe uses a new mapping.
 */
public final class Mapping {
  private final CollectorConfig collector;
  private final LongSupplier nanoTime;
  private final List<Metric> metrics;
  private final Set<String> fields;
  private final @Nullable Trace trace;

  private Map<List<String>, LabelSets> labelSets = Map.of();

  /** The batch that can be finished; null when there is none or it was cancelled. */
  private volatile @Nullable Rows current;

  /**
   * A mapping that has observed nothing yet.
   *
   * @param target the name of the target, the value of the label {@code target}
   * @param nanoTime a monotonic clock, as {@link System#nanoTime()}
   */
  public Mapping(CollectorConfig collector, String target, LongSupplier nanoTime) {
    this(collector, target, nanoTime, null);
  }

  /**
   * A mapping that reports what it makes of each row.
   *
   * @param trace null for none
   */
  public Mapping(
      CollectorConfig collector, String target, LongSupplier nanoTime, @Nullable Trace trace) {
    this(collector, target, Map.of(), nanoTime, trace);
  }

  /**
   * A mapping for a target with labels.
   *
   * @param labels added to each sample, besides {@code target}; no metric has one of these
   */
  public Mapping(
      CollectorConfig collector,
      String target,
      Map<String, String> labels,
      LongSupplier nanoTime,
      @Nullable Trace trace) {
    this.trace = trace;
    Map<String, String> ofTarget = new HashMap<>(labels);
    if (collector.targetLabel()) {
      ofTarget.put("target", target);
    }
    this.collector = collector;
    this.nanoTime = nanoTime;
    Map<MetricConfig.Labels, LabelMapping> labellings = new HashMap<>();
    Map<Key, List<Rule>> rules = new LinkedHashMap<>();
    Set<String> wanted = new LinkedHashSet<>();
    for (MetricConfig config : collector.metrics()) {
      LabelMapping labelling =
          labellings.computeIfAbsent(config.labels(), of -> new LabelMapping(of, ofTarget));
      rules
          .computeIfAbsent(Key.of(config), _ -> new ArrayList<>())
          .add(new Rule(config, labelling));
      wanted.addAll(config.fields());
    }
    metrics =
        rules.entrySet().stream()
            .map(of -> Metric.of(of.getKey().subject, of.getValue(), collector.keep()))
            .toList();
    fields = Collections.unmodifiableSet(wanted);
  }

  /** Entries of the configuration with the same key are one metric. */
  private record Key(String name, Subject subject) {
    static Key of(MetricConfig config) {
      return new Key(config.name(), Subject.of(config));
    }
  }

  /**
   * The fields that the metrics read from each row, without {@code $duration}, {@code $status} and
   * {@code $rows}.
   */
  public Set<String> fields() {
    return fields;
  }

  /** Begins a batch for the rows of one read; cancels the batch before it. */
  public synchronized Batch begin() {
    Rows rows =
        new Rows(new BatchColumns(collector, metrics, nanoTime.getAsLong(), labelSets, trace));
    current = rows;
    return rows;
  }

  /**
   * The metrics that a failed read publishes: those of {@code $duration} and {@code $status}. They
   * replace the ones that were published before. Without an answer there is no {@code $status}.
   */
  public synchronized List<MetricSnapshot> failed(ReadFacts facts) {
    current = null;
    long now = nanoTime.getAsLong();
    List<Metric> ofReads =
        metrics.stream().filter(metric -> metric.subject() == Subject.READ).toList();
    BatchColumns gathering = new BatchColumns(collector, ofReads, now, Map.of(), trace);
    gathering.factsOfFailure(facts);
    gathering.commit(now, Subject.READ);
    return List.copyOf(gathering.snapshots(Subject.READ));
  }

  /** Cancels a batch if it is the current one: a late read must not cancel the next batch. */
  private synchronized void giveUp(Rows rows) {
    if (current == rows) {
      current = null;
    }
  }

  private synchronized Published finish(Rows rows, ReadFacts facts) throws ReadException {
    rows.checkCurrent();
    current = null;
    BatchColumns gathering = rows.gathering;
    gathering.facts(facts);
    gathering.commit(nanoTime.getAsLong(), Subject.values());
    Published published =
        new Published(
            gathering.snapshots(Subject.ROW, Subject.ROWS),
            gathering.snapshots(Subject.READ),
            gathering.samples(),
            gathering.metricFacts());
    labelSets = gathering.labelSets();
    return published;
  }

  /**
   * The rows of one read. Nothing is published before the batch is finished; a dropped batch
   * changes nothing.
   */
  public interface Batch extends Sink {
    /**
     * Ends the batch: records the observations of histograms and summaries, and makes the
     * snapshots.
     *
     * @throws ReadException when the rows cannot be mapped, or the batch was cancelled; then
     *     nothing changes
     */
    Published finish(ReadFacts facts) throws ReadException;
  }

  private final class Rows implements Batch {
    private final BatchColumns gathering;

    Rows(BatchColumns gathering) {
      this.gathering = gathering;
    }

    @Override
    public void row(Row row) throws ReadException {
      checkCurrent();
      boolean taken = false;
      try {
        gathering.row(row);
        taken = true;
      } finally {
        if (!taken) {
          giveUp(this);
        }
      }
    }

    @Override
    public Published finish(ReadFacts facts) throws ReadException {
      return Mapping.this.finish(this, facts);
    }

    private void checkCurrent() throws ReadException {
      if (current != this) {
        throw new ReadException(Reason.TIMEOUT, "the read was given up before it ended", null);
      }
    }
  }
}
