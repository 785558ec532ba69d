package io.sonde.config.load;

import io.sonde.config.CollectorConfig;
import io.sonde.config.CollectorConfig.OnDuplicate;
import io.sonde.config.MetricConfig;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.TargetKind;
import io.sonde.yaml.Durations;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the entries of {@code collectors}. */
final class CollectorReader {
  static final Key<String> NAME =
      Key.of(
              "name",
              Types.TEXT,
              "Its name, the label `collector` of Sonde's own metrics: letters, digits, dots,"
                  + " dashes and underscores.")
          .required("a name");
  static final Key<List<Value>> TARGETS =
      Key.of(
          "targets",
          Types.texts("list of names", "a list of targets"),
          "The names of the targets to read, all of one kind. Optional when a discovery names the"
              + " collector.");
  static final Timing TIMING =
      Timing.of(
          "The time from the start of one read to the start of the next.",
          "15s",
          "The maximum duration of a whole read.");
  private static final Key<Duration> KEEP =
      Key.of(
              "keep",
              Types.duration(Duration.ZERO, Timing.MOST.plus(Timing.MOST)),
              "How long the last good samples are exposed when reads fail; not less than `every`.")
          .otherwiseAs("three times `every`");
  private static final Key<Integer> MAX_SAMPLES =
      Key.of(
              "max-samples",
              Types.integer(1, 10_000_000),
              "The maximum number of samples of one collection; with more it fails.")
          .otherwise("10000");
  private static final Key<OnDuplicate> ON_DUPLICATE =
      Key.of(
              "on-duplicate",
              Types.choice(OnDuplicate.values()),
              "What to do when two rows give one metric the same labels: fail the collection, use"
                  + " the first or the last value, or their sum.")
          .otherwise("fail");
  private static final Key<String> PREFIX =
      Key.of(
              "prefix",
              Types.TEXT,
              "The prefix of these metrics, which replaces the file's; `\"\"` for none.")
          .otherwiseAs("`prefix` of the file");
  private static final Key<Naming.Choice> NAMES =
      Key.of(
              "names",
              Types.choice(Naming.Choice.values()),
              "`verbatim` exposes names as they are written, without a prefix and without checking"
                  + " conventions, so that another exporter can be replaced. A counter whose name"
                  + " does not end in `_total` is exposed as untyped. Labels may be named `le` and"
                  + " `quantile`.")
          .otherwise("prefixed");
  private static final Key<Boolean> TARGET_LABEL =
      Key.of(
              "target-label",
              Types.BOOL,
              "`false` omits the label `target`. Only for a collector with one target.")
          .otherwise("true");
  private static final Key<Integer> MAX_METRICS =
      Key.of(
              "max-metrics",
              Types.integer(1, 10_000),
              "The maximum number of metrics of one entry whose name has fields; with more the"
                  + " collection fails.")
          .otherwise(Integer.toString(CollectorConfig.MAX_METRICS));
  private static final Key<List<Section>> METRICS =
      Key.of("metrics", Types.sections(MetricReader.KEYS), "The metrics to make of the rows.")
          .required("a list of metrics");

  private final List<TargetKind> kinds;
  private final Key<List<Section>> key;

  CollectorReader(List<TargetKind> kinds) {
    this.kinds = List.copyOf(kinds);
    List<Key<?>> described =
        new ArrayList<>(List.of(NAME, TARGETS, TIMING.every(), TIMING.timeout(), KEEP));
    kinds.forEach(kind -> described.addAll(leading(kind)));
    described.addAll(
        List.of(MAX_SAMPLES, ON_DUPLICATE, PREFIX, NAMES, TARGET_LABEL, MAX_METRICS, METRICS));
    this.key =
        Key.of(
            "collectors",
            Types.sections(described),
            "What to read, how often, and which metrics to make of it.");
  }

  Key<List<Section>> key() {
    return key;
  }

  /**
   * The collector; null when its query cannot be determined.
   *
   * @param declared its metrics are added, for the checks across all metrics
   */
  @Nullable CollectorConfig read(
      Section section, String prefix, List<Placed<MetricConfig>> declared) {
    String name = section.text(NAME);
    if (!name.isEmpty() && !Names.own(name)) {
      section.expected(NAME, "letters, digits, dots, dashes and underscores");
    }
    List<Value> targets = section.find(TARGETS);
    Duration every = section.get(TIMING.every());
    Duration timeout = TIMING.timeout(section, every);
    Duration keep = keep(section, every);
    int maxSamples = section.get(MAX_SAMPLES);
    OnDuplicate onDuplicate = section.get(ON_DUPLICATE);
    TargetKind kind = kind(section);
    QueryConfig query = kind == null ? null : kind.readQuery(section);
    int maxMetrics = section.get(MAX_METRICS);
    Naming naming = naming(section, prefix, targets == null ? 0 : targets.size());
    List<MetricConfig> metrics = metrics(section, naming, new RowFields(kind, query), declared);
    return query == null
        ? null
        : new CollectorConfig(
            name,
            targets == null ? List.of() : targets.stream().map(Value::text).toList(),
            every,
            timeout,
            keep,
            maxSamples,
            onDuplicate,
            query,
            metrics,
            naming.targetLabel(),
            maxMetrics);
  }

  private static Duration keep(Section section, Duration every) {
    Duration keep = section.find(KEEP);
    if (keep == null) {
      return Durations.times(every, 3);
    }
    if (keep.compareTo(every) < 0) {
      section.expected(KEEP, "no less than every, " + Durations.format(every));
    }
    return keep;
  }

  private static Naming naming(Section section, String prefix, int targets) {
    String own = section.find(PREFIX);
    String wrong = own == null || own.isEmpty() ? null : Names.prefix(own);
    if (wrong != null) {
      section.expected(PREFIX, wrong);
    }
    boolean verbatim = section.get(NAMES) == Naming.Choice.VERBATIM;
    if (verbatim && own != null && !own.isEmpty()) {
      section.expected(PREFIX, "none with names: verbatim");
    }
    boolean targetLabel = section.get(TARGET_LABEL);
    if (!targetLabel && targets > 1) {
      section.problem(
          TARGET_LABEL,
          ("expected true for a collector of %d targets, since otherwise their series would have"
                  + " the same labels")
              .formatted(targets));
    }
    return new Naming(own == null ? prefix : own, verbatim, targetLabel);
  }

  /** The kind of the query in a section; null, with a problem, for none or several. */
  @Nullable TargetKind kind(Section section) {
    Key<?> chosen = section.alternative();
    if (chosen == null) {
      kinds.forEach(kind -> section.skip(kind.queryKeys()));
      return null;
    }
    TargetKind kind =
        kinds.stream().filter(k -> leading(k).contains(chosen)).findFirst().orElseThrow();
    section.with(kind.queryKeys());
    return kind;
  }

  static List<Key<?>> leading(TargetKind kind) {
    List<Key<?>> leading = new ArrayList<>(kind.queryKeys());
    leading.removeIf(key -> !key.alternative());
    return leading;
  }

  private static List<MetricConfig> metrics(
      Section section, Naming naming, RowFields fields, List<Placed<MetricConfig>> declared) {
    List<Section> entries = section.find(METRICS);
    if (entries != null && entries.isEmpty()) {
      section.expected(METRICS, "a list of metrics");
    }
    List<MetricConfig> metrics = new ArrayList<>();
    for (Section entry : entries == null ? List.<Section>of() : entries) {
      MetricConfig metric = MetricReader.read(entry, naming, fields);
      if (metric != null) {
        metrics.add(metric);
        declared.add(new Placed<>(metric, entry.placeOf(MetricReader.NAME), entry.path()));
      }
    }
    return metrics;
  }
}
