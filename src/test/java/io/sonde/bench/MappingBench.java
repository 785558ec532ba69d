package io.sonde.bench;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.sonde.config.CollectorConfig;
import io.sonde.config.CollectorConfig.OnDuplicate;
import io.sonde.config.MetricConfig;
import io.sonde.config.MetricType;
import io.sonde.config.Shape;
import io.sonde.config.ValueConfig;
import io.sonde.mapping.Mapping;
import io.sonde.mapping.Published;
import io.sonde.mapping.ReadFacts;
import io.sonde.targets.ReadException;
import io.sonde.targets.Row;
import io.sonde.targets.jdbc.JdbcQueryConfig;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the mapping of 1,000 and 10,000 rows costs by itself: median time and allocation of one
 * batch, for samples (five gauges and counters) and with a histogram and a summary beside them.
 *
 * <p>Run with the test class path: {@code java -cp … io.sonde.bench.MappingBench}.
 */
public final class MappingBench {
  private static final int WARM = 300;
  private static final int RUNS = 301;

  private MappingBench() {}

  public static void main(String[] args) throws ReadException {
    System.out.printf("%-38s %10s %12s %10s%n", "batch", "median ms", "allocated", "per row");
    for (int rows : new int[] {1_000, 10_000}) {
      List<MetricConfig> samples = samples();
      run(rows + " rows, 5 metrics, same labels", rows, samples, true);
      run(rows + " rows, 5 metrics, new labels", rows, samples, false);
      List<MetricConfig> observed = Stream.concat(samples.stream(), observed()).toList();
      run(rows + " rows, and 2 observed in 10 series", rows, observed, true);
    }
  }

  private static void run(String what, int rows, List<MetricConfig> metrics, boolean same)
      throws ReadException {
    Mapping mapping = new Mapping(collector(metrics), "orders-db", System::nanoTime);
    long[] times = new long[RUNS];
    long[] bytes = new long[RUNS];
    for (int run = -WARM; run < RUNS; run++) {
      List<Row> batch = rows(rows, same ? 0 : run + WARM);
      long allocated = allocated();
      long began = System.nanoTime();
      int published = map(mapping, batch);
      long ended = System.nanoTime();
      if (published < rows) {
        throw new IllegalStateException("published " + published);
      }
      if (run >= 0) {
        times[run] = ended - began;
        bytes[run] = allocated() - allocated;
      }
    }
    long time = median(times);
    long allocation = median(bytes);
    System.out.printf(
        "%-38s %10.3f %9d kB %8d B%n", what, time / 1e6, allocation / 1024, allocation / rows);
  }

  private static int map(Mapping mapping, List<Row> rows) throws ReadException {
    Mapping.Batch batch = mapping.begin();
    for (Row row : rows) {
      batch.row(row);
    }
    Published published = batch.finish(new ReadFacts(Duration.ofMillis(3), 0, rows.size()));
    return published.ofRows().stream()
        .map(MetricSnapshot::getDataPoints)
        .mapToInt(List::size)
        .sum();
  }

  /** A row as a source holds it: fields are there already, as objects. */
  private record Fields(String schema, String table, String state, Long n) implements Row {
    @Override
    public Object field(String field) {
      return switch (field) {
        case "schema" -> schema;
        case "table" -> table;
        case "state" -> state;
        default -> n;
      };
    }
  }

  private static List<Row> rows(int count, int generation) {
    List<Row> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      // Texts are new in each read, as a driver makes them.
      String table = "table_" + generation + "_" + i;
      rows.add(new Fields("schema_" + i % 7, table, "state_" + i % 10, (long) i));
    }
    return rows;
  }

  private static List<MetricConfig> samples() {
    Map<String, String> labels = Map.of("schema", "schema", "table", "table");
    return IntStream.range(0, 5)
        .mapToObj(i ->
            i % 2 == 0
                ? metric("bench_rows_" + i, MetricType.GAUGE, labels, "n")
                : metric("bench_rows_" + i + "_total", MetricType.COUNTER, labels, "n"))
        .toList();
  }

  private static Stream<MetricConfig> observed() {
    Map<String, String> labels = Map.of("state", "state");
    return Stream.of(
        metric("bench_size", MetricType.HISTOGRAM, labels, "n"),
        metric("bench_age", MetricType.SUMMARY, labels, "n"));
  }

  private static MetricConfig metric(
      String name, MetricType type, Map<String, String> labels, String value) {
    return new MetricConfig(
        name,
        type,
        "A bench.",
        new MetricConfig.Labels(labels, Map.of("env", "bench")),
        ValueConfig.of(value),
        switch (type) {
          case HISTOGRAM -> Shape.ofBuckets(List.of(1.0, 10.0, 100.0, 1000.0));
          case SUMMARY -> Shape.ofQuantiles(List.of(0.5, 0.99));
          default -> Shape.PLAIN;
        },
        false);
  }

  private static CollectorConfig collector(List<MetricConfig> metrics) {
    return new CollectorConfig(
        "bench",
        List.of("orders-db"),
        Duration.ofSeconds(15),
        Duration.ofSeconds(10),
        Duration.ofSeconds(45),
        100_000,
        OnDuplicate.FAIL,
        new JdbcQueryConfig("SELECT 1"),
        metrics);
  }

  private static long allocated() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }

  private static long median(long[] of) {
    return java.util.Arrays.stream(of).sorted().skip(of.length / 2).findFirst().orElseThrow();
  }
}
