package io.sonde.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sonde.exposition.Exposition.Source;
import io.sonde.metrics.BuildInfo;
import io.sonde.metrics.HelidonMeters;
import io.sonde.metrics.Instruments;
import io.sonde.targets.ReadException.Reason;
import io.sonde.testing.CapturedLog;
import io.sonde.testing.FreshMeters;
import io.sonde.testing.Samples;
import io.sonde.testing.Tools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpositionTest {
  private final CapturedLog log = new CapturedLog("io.sonde.exposition");

  @AfterEach
  void close() {
    log.close();
  }

  private static Source source(String name, MetricSnapshot... snapshots) {
    return new Source(name, () -> MetricSnapshots.of(snapshots));
  }

  private static MetricSnapshot gauge(String name, String target, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help("A gauge.")
        .dataPoint(
            GaugeDataPointSnapshot.builder()
                .labels(Labels.of("target", target))
                .value(value)
                .build())
        .build();
  }

  private static MetricSnapshot counter(String name, double value) {
    return CounterSnapshot.builder()
        .name(name)
        .help("A counter.")
        .dataPoint(CounterDataPointSnapshot.builder().value(value).build())
        .build();
  }

  private static String text(MetricSnapshots snapshots) throws IOException {
    var out = new ByteArrayOutputStream();
    Format.TEXT.write(snapshots, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void sourcesBecomeOneAndFamiliesAreSorted() throws IOException {
    var exposition =
        new Exposition(
            List.of(
                source("b", gauge("size", "two", 2), counter("zebras", 3)),
                source("a", gauge("size", "one", 1), counter("apples", 4))));

    assertThat(text(exposition.snapshots(Set.of())))
        .isEqualTo(
            """
            # HELP apples_total A counter.
            # TYPE apples_total counter
            apples_total 4.0
            # HELP size A gauge.
            # TYPE size gauge
            size{target="one"} 1.0
            size{target="two"} 2.0
            # HELP zebras_total A counter.
            # TYPE zebras_total counter
            zebras_total 3.0
            """);
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void aSourceThatThrowsIsLeftOutAndTheLogSaysSoOnce() throws IOException {
    var broken = new AtomicBoolean(true);
    var exposition =
        new Exposition(
            List.of(
                new Source(
                    "meters",
                    () -> {
                      if (broken.get()) {
                        throw new IllegalStateException("no meters");
                      }
                      return MetricSnapshots.of(counter("apples", 1));
                    }),
                source("build", counter("zebras", 3))));

    for (int i = 0; i < 3; i++) {
      assertThat(text(exposition.snapshots(Set.of()))).contains("zebras").doesNotContain("apples");
    }
    broken.set(false);
    for (int i = 0; i < 3; i++) {
      assertThat(text(exposition.snapshots(Set.of()))).contains("zebras").contains("apples");
    }

    assertThat(log.lines())
        .containsExactly(
            "SEVERE source meters: left out of the exposition, since it failed"
                + " (java.lang.IllegalStateException: no meters)",
            "INFO source meters: exposed without a failure again");
  }

  @Test
  void theSameLabelsAgainAreLeftOutAndTheRestOfTheFamilyStays() throws IOException {
    var exposition =
        new Exposition(
            List.of(
                source("one", gauge("size", "x", 1)),
                source("two", gauge("size", "x", 2)),
                source("three", gauge("size", "y", 3), counter("zebras", 3))));

    String text = text(exposition.snapshots(Set.of()));
    exposition.snapshots(Set.of());

    assertThat(text)
        .isEqualTo(
            """
            # HELP size A gauge.
            # TYPE size gauge
            size{target="x"} 1.0
            size{target="y"} 3.0
            # HELP zebras_total A counter.
            # TYPE zebras_total counter
            zebras_total 3.0
            """);
    assertThat(log.lines())
        .singleElement()
        .asString()
        .startsWith("SEVERE metric size: left out the samples that contradict the first source (");
  }

  @Test
  void anotherTypeIsLeftOut() throws IOException {
    var exposition =
        new Exposition(
            List.of(source("one", counter("size", 1)), source("two", gauge("size", "x", 2))));

    assertThat(text(exposition.snapshots(Set.of())))
        .isEqualTo(
            """
            # HELP size_total A counter.
            # TYPE size_total counter
            size_total 1.0
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "zebras, zebras",
    "zebras_total, zebras",
    "jvm_info, jvm",
    "jvm, jvm",
    "latency_seconds, latency_seconds",
    "latency_seconds_bucket, latency_seconds",
    "latency_seconds_sum, latency_seconds",
    "latency_seconds_count, latency_seconds",
    "demo_response_seconds_sum, demo_response_seconds",
    "demo_response_seconds_bucket,",
    "size, size",
    "size_total,",
    "zebra,",
    "'',",
  })
  void namesSelectFamilies(String name, @Nullable String family) {
    var exposition =
        new Exposition(
            List.of(
                source("some", counter("zebras", 1), gauge("size", "x", 2), Samples.latency()),
                source("more", Samples.jvmInfo(), Samples.response())));

    assertThat(exposition.snapshots(Set.of(name)).stream().map(s -> s.getMetadata().getName()))
        .isEqualTo(family == null ? List.of() : List.of(family));
  }

  @Test
  void severalNamesSelectSeveralFamilies() throws IOException {
    var exposition =
        new Exposition(List.of(source("some", counter("zebras", 1), gauge("size", "x", 2))));

    assertThat(text(exposition.snapshots(Set.of("zebras_total", "size", "ghosts"))))
        .contains("zebras_total 1.0")
        .contains("size{target=\"x\"} 2.0");
  }

  @Test
  void theJvmTellsOfItself() throws IOException {
    String text = text(new Exposition(List.of(Source.jvm())).snapshots(Set.of()));

    assertThat(text)
        .contains("\njvm_memory_used_bytes{area=\"heap\"} ")
        .contains("\njvm_runtime_info{")
        .contains("\nprocess_cpu_seconds_total ")
        .contains("\nprocess_open_fds ")
        .contains("\nprocess_resident_memory_bytes ");
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void promtoolHasNothingToSayOfAllThatSondeTellsOfItself() throws IOException {
    try (var meters = new FreshMeters()) {
      var instruments = new Instruments(meters.registry());
      instruments.scrapes(Format.labels());
      instruments.simulation("myapp", List.of(0.1, 1.0)).request("GET", 200, 1_000_000);
      instruments.collector("queues").collection().ended(Reason.READ, 1_000_000);
      var exposition =
          new Exposition(
              List.of(
                  new Source("meters", new HelidonMeters(meters.registry())),
                  new Source("build", BuildInfo.read()::snapshots),
                  Source.jvm()));

      var out = new ByteArrayOutputStream();
      Format.TEXT.write(exposition.snapshots(Set.of()), out);
      var result = Tools.run(List.of(Tools.promtool(), "check", "metrics"), out.toByteArray());

      assertThat(result.output() + result.errors()).isEmpty();
      assertThat(result.exit()).isZero();
      assertThat(out.toString(StandardCharsets.UTF_8))
          .doesNotContain("scope=")
          .doesNotContain("_seconds_max")
          .doesNotContain("quantile=")
          .contains("\nsonde_build_info{");
    }
  }
}
