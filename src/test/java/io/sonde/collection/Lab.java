package io.sonde.collection;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Meter;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.MetricsFactory;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sonde.collection.run.Resources;
import io.sonde.collection.schedule.Timer;
import io.sonde.config.CollectorConfig;
import io.sonde.config.CollectorConfig.OnDuplicate;
import io.sonde.config.Conversion;
import io.sonde.config.MetricConfig;
import io.sonde.config.MetricType;
import io.sonde.config.OnMissing;
import io.sonde.config.Shape;
import io.sonde.config.ValueConfig;
import io.sonde.metrics.Instruments;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.Secret;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import io.sonde.targets.jdbc.JdbcConfig;
import io.sonde.targets.jdbc.JdbcQueryConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Collections over scripted targets on a fake clock, with real mapping and real instruments.
 *
 * <p>Collectors get a name of their own in each lab, since Helidon's registry outlives it.
 */
final class Lab implements AutoCloseable {
  static final Duration EVERY = Duration.ofSeconds(10);
  static final Duration TIMEOUT = Duration.ofSeconds(3);
  static final Duration KEEP = Duration.ofSeconds(30);

  private static final AtomicInteger LABS = new AtomicInteger();

  final FakeTimer timer = new FakeTimer();
  private final Timer clock;
  private final MeterRegistry registry = MetricsFactory.getInstance().globalRegistry();
  private final String suffix = "-" + LABS.incrementAndGet();
  private final Map<String, Target> targets = new HashMap<>();
  private final List<TargetConfig> targetConfigs = new ArrayList<>();
  private final List<CollectorConfig> collectors = new ArrayList<>();
  private @Nullable CollectionSet collections;

  /** On the fake clock. */
  Lab() {
    clock = timer;
  }

  /** On another clock; the fake one has no say then. */
  Lab(Timer clock) {
    this.clock = clock;
  }

  ScriptedTarget target(String name, ScriptedTarget.Script script) {
    return target(name, null, script);
  }

  ScriptedTarget target(String name, @Nullable Secret password, ScriptedTarget.Script script) {
    var target = new ScriptedTarget(name, script);
    add(target, password);
    return target;
  }

  void add(Target target, @Nullable Secret password) {
    add(target, new JdbcConfig(target.name(), "jdbc:none", "sonde", password, Map.of()));
  }

  /** A target that serves several reads at once. */
  ScriptedTarget target(String name, int connections, ScriptedTarget.Script script) {
    var target = new ScriptedTarget(name, script);
    add(target, new Several(name, "jdbc", List.of(), connections));
    return target;
  }

  private record Several(String name, String kind, List<Secret> credentials, int connections)
      implements TargetConfig {}

  void add(Target target, TargetConfig config) {
    targets.put(target.name(), target);
    targetConfigs.add(config);
  }

  Lab collector(String name, String... targets) {
    return collector(name, EVERY, TIMEOUT, KEEP, targets);
  }

  Lab collector(String name, Duration every, Duration timeout, Duration keep, String... targets) {
    return collector(config(name + suffix, every, timeout, keep, targets));
  }

  Lab collector(CollectorConfig config) {
    collectors.add(config);
    return this;
  }

  static CollectorConfig config(
      String name, Duration every, Duration timeout, Duration keep, String... targets) {
    return config(
        name, every, timeout, keep, new JdbcQueryConfig("SELECT 1"), "item", "n", List.of(targets));
  }

  /**
   * @param label the field that gives the label item
   * @param value the field that gives the value
   */
  static CollectorConfig config(
      String name,
      Duration every,
      Duration timeout,
      Duration keep,
      QueryConfig read,
      String label,
      String value,
      List<String> targets) {
    return new CollectorConfig(
        name,
        targets,
        every,
        timeout,
        keep,
        10_000,
        OnDuplicate.FAIL,
        read,
        List.of(
            metric("value", MetricType.GAUGE, Map.of("item", label), Map.of(), value),
            metric("read_seconds", MetricType.GAUGE, Map.of(), Map.of("by", name), "$duration"),
            metric(
                "reads_seconds", MetricType.HISTOGRAM, Map.of(), Map.of("by", name), "$duration")));
  }

  /** The same, without the rows that lack a value. */
  static CollectorConfig skipping(CollectorConfig config) {
    return new CollectorConfig(
        config.name(),
        config.targets(),
        config.every(),
        config.timeout(),
        config.keep(),
        config.maxSamples(),
        config.onDuplicate(),
        config.query(),
        config.metrics().stream().map(Lab::skipping).toList());
  }

  private static MetricConfig skipping(MetricConfig metric) {
    ValueConfig value = metric.value();
    return new MetricConfig(
        metric.name(),
        metric.type(),
        metric.help(),
        metric.labels(),
        new ValueConfig(value.field(), value.conversion(), new OnMissing.Skip()),
        metric.shape(),
        metric.verbatim());
  }

  private static MetricConfig metric(
      String name,
      MetricType type,
      Map<String, String> labels,
      Map<String, String> constantLabels,
      String value) {
    return new MetricConfig(
        name,
        type,
        name + ".",
        new MetricConfig.Labels(labels, constantLabels),
        new ValueConfig(value, Conversion.NONE, new OnMissing.Fail()),
        type == MetricType.HISTOGRAM ? Shape.ofBuckets(List.of(1.0, 5.0)) : Shape.PLAIN,
        false);
  }

  CollectionSet collections() {
    var built = collections;
    if (built != null) {
      return built;
    }
    var made =
        new CollectionSet(
            targetConfigs,
            collectors,
            config -> Objects.requireNonNull(targets.get(config.name())),
            new Instruments(registry),
            Resources.of(clock),
            null);
    collections = made;
    return made;
  }

  /** Goes on with other collectors of the same targets, as a reload does. */
  void reload(CollectorConfig... others) {
    var before = collections();
    var next =
        before.next(
            targetConfigs,
            List.of(others),
            config -> Objects.requireNonNull(targets.get(config.name())));
    next.replace(before);
    collections = next;
  }

  /** The series of what is counted for all targets of a collector. */
  long seriesOfCollector(String collector) {
    return registry.meters().stream()
        .filter(meter -> name(collector).equals(meter.id().tagsMap().get("collector")))
        .count();
  }

  /** The whole name of a collector in this lab. */
  String name(String collector) {
    return collector + suffix;
  }

  TargetCollection collection(String collector, String target) {
    return collections().find(name(collector), target).orElseThrow();
  }

  /** Gives a collection its turn and waits for the end of its run. */
  void turn(String collector, String target) {
    collection(collector, target).turn();
    await(collector, target);
  }

  /** Waits until nothing of a collection is under way. */
  void await(String collector, String target) {
    try {
      if (!collection(collector, target).awaitEnd(Duration.ofSeconds(20))) {
        throw new AssertionError(collector + " of " + target + " has not ended within 20 s");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The lines of the exposition that begin with a text, with collectors as the test names them. */
  List<String> exposed(String prefix) {
    return text(collections().latest())
        .lines()
        .map(line -> line.replace(suffix + "\"", "\""))
        .filter(line -> line.startsWith(prefix))
        .toList();
  }

  static String text(List<MetricSnapshot> snapshots) {
    var out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, new MetricSnapshots(snapshots));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** True while a run takes what its target gives. */
  boolean underWay(String collector, String target) {
    return collection(collector, target).underWay();
  }

  long runs(String collector, String target) {
    return collection(collector, target).instruments().runs();
  }

  /** Failures of all collections of a collector. */
  long failures(String collector, String target, String reason) {
    if (collections().all().stream().filter(one -> one.collector().equals(name(collector))).count()
        > 1) {
      throw new IllegalArgumentException(
          "failures are counted for a collector, not for its target " + target);
    }
    return failures(collector, reason);
  }

  /** Failures of a collector against all its targets. */
  long failures(String collector, String reason) {
    var wanted = Map.of("collector", name(collector), "reason", reason);
    return registry.meters().stream()
        .filter(meter -> meter.id().name().equals("sonde_collector_failures_total"))
        .filter(meter -> wanted.entrySet().stream().allMatch(of -> has(meter, of)))
        .mapToLong(meter -> ((Counter) meter).count())
        .sum();
  }

  private static boolean has(Meter meter, Map.Entry<String, String> label) {
    return meter.id().tagsMap().entrySet().contains(label);
  }

  @Override
  public void close() {
    if (collections != null) {
      collections.close();
    }
  }
}
