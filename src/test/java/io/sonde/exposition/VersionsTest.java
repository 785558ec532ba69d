package io.sonde.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot.StateSetDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import io.sonde.testing.Samples;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VersionsTest {
  private final Versions versions = new Versions();

  private long version(String name, MetricSnapshot... parts) {
    return versions.of(name, List.of(parts)).version();
  }

  private static MetricSnapshot gauge(String help, String label, double... values) {
    var gauge = GaugeSnapshot.builder().name("size").help(help);
    for (int i = 0; i < values.length; i++) {
      gauge.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(Labels.of(label, "" + i))
              .value(values[i])
              .build());
    }
    return gauge.build();
  }

  static Stream<Supplier<MetricSnapshot>> all() {
    return Stream.of(
        Samples::requests,
        Samples::depth,
        Samples::latency,
        Samples::response,
        Samples::jvmInfo,
        () -> untyped(3, 0),
        () -> untyped(3, 1795168800000L),
        () -> states(true),
        () -> nativeHistogram(1, -2));
  }

  private static MetricSnapshot untyped(double value, long time) {
    return new UnknownSnapshot(
        new MetricMetadata("size", "Help."),
        List.of(new UnknownDataPointSnapshot(value, Labels.of("i", "0"), null, time)));
  }

  private static MetricSnapshot states(boolean on) {
    return new StateSetSnapshot(
        new MetricMetadata("size", "Help."),
        List.of(
            new StateSetDataPointSnapshot(
                new String[] {"A", "B"}, new boolean[] {on, !on}, Labels.of("i", "0"))));
  }

  /** A new one each time; the sum is the same whatever the values are. */
  private static MetricSnapshot nativeHistogram(double... values) {
    var histogram =
        Histogram.builder(PrometheusProperties.builder().build())
            .name("size")
            .help("Help.")
            .nativeOnly()
            .withoutExemplars()
            .build();
    double sum = 0;
    for (double value : values) {
      histogram.observe(value);
      sum += value;
    }
    histogram.observe(100 - sum);
    return histogram.collect();
  }

  @ParameterizedTest
  @MethodSource("all")
  void newSnapshotsThatSayTheSameAreNoNewVersion(Supplier<MetricSnapshot> made) {
    long first = version("one", made.get());

    assertThat(version("one", made.get())).isEqualTo(first);
    assertThat(version("other", made.get())).isNotEqualTo(first);
    assertThat(version("one", made.get())).isEqualTo(first);
    assertThat(version("one", made.get(), made.get())).isNotEqualTo(first);
  }

  @Test
  void anyDifferenceIsANewVersion() {
    var different =
        List.of(
            gauge("Help.", "i", 1, 2),
            gauge("Help.", "i", 1, 3),
            gauge("Help.", "i", 1),
            gauge("Other help.", "i", 1),
            gauge("Other help.", "j", 1),
            gauge("Other help.", "j", 0.0),
            gauge("Other help.", "j", -0.0),
            gauge("Other help.", "j", Double.NaN),
            CounterSnapshot.builder()
                .name("size")
                .help("Other help.")
                .dataPoint(
                    CounterDataPointSnapshot.builder().labels(Labels.of("j", "0")).value(1).build())
                .build(),
            untyped(3, 0),
            untyped(4, 0),
            untyped(4, 1795168800000L),
            untyped(4, 1795168800001L),
            states(true),
            states(false),
            nativeHistogram(1),
            nativeHistogram(2),
            nativeHistogram(-2),
            nativeHistogram(0),
            nativeHistogram(0, 0));

    assertThat(different.stream().map(one -> version("size", one))).doesNotHaveDuplicates();
  }

  /** "Aa" and "BB" have the same hash code. */
  @Test
  void labelsAreCompared() {
    var one = GaugeDataPointSnapshot.builder().labels(Labels.of("a", "Aa")).value(1).build();
    var other = GaugeDataPointSnapshot.builder().labels(Labels.of("a", "BB")).value(1).build();

    assertThat(version("size", GaugeSnapshot.builder().name("size").dataPoint(one).build()))
        .isNotEqualTo(
            version("size", GaugeSnapshot.builder().name("size").dataPoint(other).build()));
  }

  @Test
  void aLargeFamilyIsKnownByItsSnapshotsAlone() {
    MetricSnapshot large = gauge("Help.", "i", new double[Versions.HELD + 1]);
    long first = version("size", large);

    assertThat(version("size", large)).isEqualTo(first);
    assertThat(version("size", gauge("Help.", "i", new double[Versions.HELD + 1])))
        .isNotEqualTo(first);
  }

  @Test
  void whatIsHeldForComparingIsBoundedAndGivenBack() {
    int half = Versions.HELD / 2 + 1;
    for (int round = 0; round < 5; round++) {
      long one = version("one", gauge("Help.", "i", new double[half]));
      // There is no room to hold the second of them.
      long two = version("two", gauge("Help.", "i", new double[half]));

      assertThat(version("one", gauge("Help.", "i", new double[half]))).isEqualTo(one);
      assertThat(version("two", gauge("Help.", "i", new double[half]))).isNotEqualTo(two);
      versions.retain(Set.of());
      assertThat(version("one", gauge("Help.", "i", new double[half]))).isNotEqualTo(one);
      versions.retain(Set.of());
    }
  }
}
