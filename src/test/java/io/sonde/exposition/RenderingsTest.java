package io.sonde.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RenderingsTest {
  private final Renderings renderings = new Renderings();
  private final MetricSnapshot large = gauge(Renderings.LARGE);

  /** How often a family had to be made of its snapshots. */
  private int merged;

  private static MetricSnapshot gauge(int points) {
    var gauge = GaugeSnapshot.builder().name("things").help("Things.");
    for (int i = 0; i < points; i++) {
      gauge.dataPoint(
          GaugeDataPointSnapshot.builder().labels(Labels.of("i", "" + i)).value(i).build());
    }
    return gauge.build();
  }

  private Optional<Segment> ask(MetricSnapshot part, Format format, boolean compressed) {
    return renderings.of(
        "things",
        List.of(part),
        format,
        compressed,
        () -> {
          merged++;
          return part;
        });
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void oncePerFormat(Format format) {
    Optional<Segment> first = ask(large, format, true);

    assertThat(first).isPresent();
    assertThat(ask(large, format, true)).isEqualTo(first);
    assertThat(ask(large, format, false)).isEqualTo(first);
    assertThat(merged).isOne();
  }

  @Test
  void forAPlainBodyWhenItIsSeenAgain() {
    assertThat(ask(large, Format.TEXT, false)).isEmpty();
    assertThat(ask(large, Format.TEXT, false)).isPresent();
    assertThat(ask(large, Format.TEXT, false)).isPresent();
    assertThat(merged).isOne();
  }

  @Test
  void onceMoreWhenItChanges() {
    Optional<Segment> first = ask(large, Format.TEXT, true);
    MetricSnapshot other = gauge(Renderings.LARGE);

    assertThat(ask(other, Format.TEXT, true)).isPresent().isNotEqualTo(first);
    assertThat(ask(other, Format.TEXT, true)).isPresent();
    assertThat(merged).isEqualTo(2);
  }

  @Test
  void notWhenItIsSmall() {
    MetricSnapshot small = gauge(Renderings.LARGE - 1);

    assertThat(ask(small, Format.TEXT, true)).isEmpty();
    assertThat(ask(small, Format.TEXT, true)).isEmpty();
    assertThat(merged).isZero();
  }

  @Test
  void forgotten() {
    ask(large, Format.TEXT, true);

    renderings.retain(Set.of("others"));

    assertThat(ask(large, Format.TEXT, false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 255, 256, 65_536, 1_000_003})
  void checksumsCombine(int length) {
    var random = new Random(length);
    var bytes = new byte[length];
    random.nextBytes(bytes);
    for (int round = 0; round < 20; round++) {
      int split = random.nextInt(length + 1);

      assertThat(Crc32s.combine(crc(bytes, 0, split), crc(bytes, split, length), length - split))
          .isEqualTo(crc(bytes, 0, length));
    }
  }

  private static int crc(byte[] bytes, int from, int to) {
    var crc = new CRC32();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }
}
