package io.sonde.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CachedSnapshotsTest {
  @Test
  void snapshotsAreKeptUntilTheirTimeIsOver() {
    var clock = new AtomicLong(Long.MAX_VALUE - 50);
    var source = new CachedSnapshots(100, clock::get, MetricSnapshots::new);

    MetricSnapshots first = source.get();
    clock.addAndGet(99);
    assertThat(source.get()).isSameAs(first);

    clock.addAndGet(1);
    MetricSnapshots second = source.get();
    assertThat(second).isNotSameAs(first);
    assertThat(source.get()).isSameAs(second);
  }
}
