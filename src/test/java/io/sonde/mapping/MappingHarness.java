package io.sonde.mapping;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sonde.config.CollectorConfig;
import io.sonde.config.CollectorConfig.OnDuplicate;
import io.sonde.targets.ReadException;
import io.sonde.targets.Row;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A mapping of the target {@code db} under test, with a clock that stands still until it is told.
 */
final class MappingHarness {
  static final Duration KEEP = Duration.ofSeconds(45);

  private static final ReadFacts FACTS = new ReadFacts(Duration.ofMillis(250), 200, 2);

  private final Mapping mapping;
  private long now = Long.MAX_VALUE - 1; // monotonic clocks may start anywhere, and overflow

  MappingHarness(MetricBuilder... metrics) {
    this(10_000, OnDuplicate.FAIL, metrics);
  }

  MappingHarness(int maxSamples, OnDuplicate onDuplicate, MetricBuilder... metrics) {
    this(maxSamples, onDuplicate, null, metrics);
  }

  MappingHarness(
      int maxSamples, OnDuplicate onDuplicate, @Nullable Trace trace, MetricBuilder... metrics) {
    mapping =
        new Mapping(
            new CollectorConfig(
                "c",
                List.of("db"),
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                KEEP,
                maxSamples,
                onDuplicate,
                new JdbcQueryConfig("SELECT 1"),
                Stream.of(metrics).map(MetricBuilder::build).toList()),
            "db",
            () -> now,
            trace);
  }

  Mapping mapping() {
    return mapping;
  }

  void pass(Duration time) {
    now += time.toNanos();
  }

  /** One successful read of these rows, 250 ms, 200. */
  Published read(Row... rows) throws ReadException {
    Mapping.Batch batch = mapping.begin();
    for (Row row : rows) {
      batch.row(row);
    }
    return batch.finish(FACTS);
  }

  /** What a read of these rows exposes. */
  String exposition(Row... rows) throws ReadException {
    return text(read(rows));
  }

  /** A row of names and values in turn; a value may be null. */
  static Row row(@Nullable Object... fields) {
    Map<String, @Nullable Object> row = new HashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      row.put(String.valueOf(fields[i]), fields[i + 1]);
    }
    return row::get;
  }

  static String text(Published published) {
    List<MetricSnapshot> all = new ArrayList<>(published.ofRows());
    all.addAll(published.ofReads());
    return text(all);
  }

  static String text(List<MetricSnapshot> snapshots) {
    return text(PrometheusTextFormatWriter.create(), snapshots);
  }

  static String text(ExpositionFormatWriter writer, List<MetricSnapshot> snapshots) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(out, new MetricSnapshots(snapshots));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
