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
 * The metrics of one collection (one collector against one target) at work: makes samples of rows.
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
 * <p>One batch at a time: its rows come from one thread, and the next batch begins when the last
 * one has ended or was given up. {@link #failed} gives up the batch that is under way, so that it
 * may be called while a late read still feeds it. A mapping of its own observes on its own: a probe
 * takes a new one.
 */
public final class Mapping {
  private final CollectorConfig collector;
  private final LongSupplier nanoTime;
  private final List<Metric> metrics;
  private final Set<String> fields;
  private final @Nullable Trace trace;

  private Map<List<String>, LabelSets> labelSets = Map.of();

  /** The batch that may still be finished. */
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
   * The same, which tells what it makes of each row.
   *
   * @param trace null for nobody
   */
  public Mapping(
      CollectorConfig collector, String target, LongSupplier nanoTime, @Nullable Trace trace) {
    this(collector, target, Map.of(), nanoTime, trace);
  }

  /**
   * The same for a target with labels of its own.
   *
   * @param labels on each sample, beside {@code target}; no metric has one of these
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
    Map<MetricConfig.Labels, Labelling> labellings = new HashMap<>();
    Map<Named, List<Rule>> rules = new LinkedHashMap<>();
    Set<String> wanted = new LinkedHashSet<>();
    for (MetricConfig config : collector.metrics()) {
      Labelling labelling =
          labellings.computeIfAbsent(config.labels(), of -> new Labelling(of, ofTarget));
      rules
          .computeIfAbsent(Named.of(config), _ -> new ArrayList<>())
          .add(new Rule(config, labelling));
      wanted.addAll(config.fields());
    }
    metrics =
        rules.entrySet().stream()
            .map(of -> Metric.of(of.getKey().subject, of.getValue(), collector.keep()))
            .toList();
    fields = Collections.unmodifiableSet(wanted);
  }

  /** Entries that share it are one metric. */
  private record Named(String name, Subject subject) {
    static Named of(MetricConfig config) {
      return new Named(config.name(), Subject.of(config));
    }
  }

  /**
   * The fields that the metrics want of each row; {@code $duration}, {@code $status} and {@code
   * $rows} are not among them.
   */
  public Set<String> fields() {
    return fields;
  }

  /** Begins one read's worth of rows; a batch that was begun before is given up. */
  public synchronized Batch begin() {
    Rows rows = new Rows(new Gathering(collector, metrics, nanoTime.getAsLong(), labelSets, trace));
    current = rows;
    return rows;
  }

  /**
   * What a failed read publishes: the metrics whose value is {@code $duration} or {@code $status},
   * in place of those that were published before. Without an answer there is no {@code $status}.
   */
  public synchronized List<MetricSnapshot> failed(Facts facts) {
    current = null;
    long now = nanoTime.getAsLong();
    List<Metric> ofReads =
        metrics.stream().filter(metric -> metric.subject() == Subject.READ).toList();
    Gathering gathering = new Gathering(collector, ofReads, now, Map.of(), trace);
    gathering.factsOfFailure(facts);
    gathering.commit(now, Subject.READ);
    return List.copyOf(gathering.snapshots(Subject.READ));
  }

  /** Only if it is the current one: a late read must not end the batch that followed it. */
  private synchronized void giveUp(Rows rows) {
    if (current == rows) {
      current = null;
    }
  }

  private synchronized Published finish(Rows rows, Facts facts) throws ReadException {
    rows.checkCurrent();
    current = null;
    Gathering gathering = rows.gathering;
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
   * The rows of one read. Nothing of it is seen outside before it is finished; one that is dropped
   * leaves no trace.
   */
  public interface Batch extends Sink {
    /**
     * Ends the batch: observes what histograms and summaries have to observe, and makes the
     * snapshots.
     *
     * @throws ReadException when it cannot be mapped, or was given up; it leaves no trace then
     */
    Published finish(Facts facts) throws ReadException;
  }

  private final class Rows implements Batch {
    private final Gathering gathering;

    Rows(Gathering gathering) {
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
    public Published finish(Facts facts) throws ReadException {
      return Mapping.this.finish(this, facts);
    }

    private void checkCurrent() throws ReadException {
      if (current != this) {
        throw new ReadException(Reason.TIMEOUT, "the read was given up before it ended", null);
      }
    }
  }
}
