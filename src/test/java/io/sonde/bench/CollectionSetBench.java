package io.sonde.bench;

import com.sun.management.OperatingSystemMXBean;
import io.helidon.config.Config;
import io.helidon.metrics.api.MetricsFactory;
import io.sonde.collection.CollectionSet;
import io.sonde.config.CollectorConfig;
import io.sonde.config.CollectorConfig.OnDuplicate;
import io.sonde.config.MetricConfig;
import io.sonde.config.MetricType;
import io.sonde.config.Shape;
import io.sonde.config.SimulationConfig;
import io.sonde.config.SondeConfig;
import io.sonde.config.ValueConfig;
import io.sonde.metrics.Instruments;
import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.ReadException;
import io.sonde.targets.Reading;
import io.sonde.targets.Sink;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import io.sonde.targets.jdbc.JdbcConfig;
import io.sonde.targets.jdbc.JdbcQueryConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.LongAdder;

/**
 * What 1,000 collections every 5 s cost by themselves: the schedule, the deadlines, the threads,
 * the mapping of ten rows each, from targets that answer after 50 ms and cost nothing.
 *
 * <p>Arguments: collections (1000), seconds to measure (60), rows (10). Prints the CPU time in per
 * cent of one processor, heap after a collection of garbage, and the resident memory.
 */
public final class CollectionSetBench {
  private static final Duration EVERY = Duration.ofSeconds(5);

  private CollectionSetBench() {}

  public static void main(String[] args) throws Exception {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 60;
    int rows = args.length > 2 ? Integer.parseInt(args[2]) : 10;

    var reads = new LongAdder();
    var targets = new ArrayList<TargetConfig>();
    for (int n = 0; n < count; n++) {
      targets.add(new JdbcConfig("target" + n, "jdbc:none", null, null, Map.of()));
    }
    var instruments = new Instruments(MetricsFactory.getInstance().globalRegistry());
    try (var collections =
        new CollectionSet(
            config(targets, List.of(collector(targets))),
            config -> new Quick(config.name(), rows, reads),
            instruments)) {
      collections.start();
      Thread.sleep(Duration.ofSeconds(20)); // the first turns, and the compiler
      long cpu = cpu();
      long before = reads.sum();
      long begin = System.nanoTime();
      Thread.sleep(Duration.ofSeconds(seconds));
      double elapsed = (System.nanoTime() - begin) / 1e9;
      double used = (cpu() - cpu) / 1e9;
      long done = reads.sum() - before;
      long scrape = System.nanoTime();
      int families = collections.latest().size();
      double scraped = (System.nanoTime() - scrape) / 1e6;
      System.gc();
      System.out.printf(
          """
          collections        %d every %d s, %d rows each; ready %s
          runs               %d in %.1f s (%.1f/s)
          cpu                %.2f %% of one processor, %.0f us for each run
          heap after gc      %.1f MB
          resident           %s
          latest()           %d snapshots in %.2f ms
          platform threads   %d
          """,
          count,
          EVERY.toSeconds(),
          rows,
          collections.ready(),
          done,
          elapsed,
          done / elapsed,
          100 * used / elapsed,
          1e6 * used / done,
          (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1e6,
          resident(),
          families,
          scraped,
          ManagementFactory.getThreadMXBean().getThreadCount());
    }
  }

  private static SondeConfig config(List<TargetConfig> targets, List<CollectorConfig> collectors) {
    return new SondeConfig(
        "bench",
        new SimulationConfig(false, "/", Duration.ZERO, 0, List.of(), OptionalInt.empty()),
        new SondeConfig.ExpositionConfig(OptionalInt.empty()),
        targets,
        collectors,
        List.of(),
        new SondeConfig.LogSettings(
            SondeConfig.LogSettings.Level.INFO,
            SondeConfig.LogSettings.Format.TEXT,
            SondeConfig.LogSettings.AccessLog.OFF),
        new SondeConfig.ReloadSettings(false, false),
        null,
        Config.empty());
  }

  private static CollectorConfig collector(List<TargetConfig> targets) {
    return new CollectorConfig(
        "bench",
        targets.stream().map(TargetConfig::name).toList(),
        EVERY,
        EVERY,
        EVERY.multipliedBy(3),
        10_000,
        OnDuplicate.FAIL,
        new JdbcQueryConfig("SELECT 1"),
        List.of(
            new MetricConfig(
                "bench_value",
                MetricType.GAUGE,
                "A value.",
                new MetricConfig.Labels(Map.of("item", "item"), Map.of()),
                ValueConfig.of("n"),
                Shape.PLAIN,
                false)));
  }

  private static long cpu() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static String resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .map(line -> line.replaceAll("\\D+(\\d+).*", "$1 kB"))
        .findFirst()
        .orElse("unknown");
  }

  private record Quick(String name, int rows, LongAdder reads) implements Target {
    @Override
    public Query prepare(QueryConfig query, Fields fields) {
      return this::read;
    }

    private int read(Reading reading, Sink sink) throws ReadException, InterruptedException {
      Thread.sleep(50);
      for (int n = 0; n < rows; n++) {
        Map<String, Object> row = Map.of("item", "item" + n, "n", n);
        sink.row(row::get);
      }
      reads.increment();
      return 0;
    }

    @Override
    public void close() {}
  }
}
