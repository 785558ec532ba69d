package io.sonde.web.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.collection.status.CollectionStatus;
import io.sonde.collection.status.CollectionStatus.MetricStatus;
import io.sonde.collection.status.CollectionStatus.Missing;
import io.sonde.config.ReloadState;
import io.sonde.metrics.BuildInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The metrics of collectors, as the page shows them. */
class CollectorViewTest {
  private static final MetricStatus SOME = new MetricStatus("m", 1, null, List.of(), List.of());
  private static final MetricStatus NONE =
      new MetricStatus("m", 0, Missing.FAILED, List.of(), List.of());

  private static CollectionStatus collection(String collector, String target, MetricStatus metric) {
    return new CollectionStatus(
        collector,
        target,
        CollectionStatus.State.UP,
        null,
        null,
        null,
        null,
        Duration.ofMinutes(5),
        Duration.ofSeconds(15),
        List.of(),
        1,
        null,
        List.of(metric));
  }

  @Test
  void theReasonsOfAMetricAreBounded() {
    var all = new ArrayList<CollectionStatus>();
    for (int n = 0; n < 8; n++) {
      var unmatched = List.of("nothing matches '$.itms': closest are $.items" + n);
      all.add(
          collection("c", "t" + n, new MetricStatus("m", 0, Missing.NO_ROW, List.of(), unmatched)));
    }
    assertThat(CollectorView.of(all, Set.of("c")).getFirst().metrics().getFirst().whyNone())
        .hasSize(6)
        .startsWith("t0: the last run gave no row: nothing matches '$.itms': closest are $.items0")
        .endsWith("and 3 more reasons");
  }

  @ParameterizedTest
  @CsvSource({"3, 3", "4, 1", "10, 1", "11, 0"})
  void ofManyCollectorsThoseWithoutSomeSeriesAreUnfolded(int collectors, int unfolded) {
    var all = new ArrayList<CollectionStatus>();
    for (int n = 1; n < collectors; n++) {
      all.add(collection("c" + n, "t", SOME));
    }
    all.add(collection("last", "t", NONE));
    var facts =
        new StatusFacts(
            new BuildInfo("0.1.0", "8cf4ba6", "", "25", "4.4.0"),
            () -> all,
            () -> new ReloadState(1, null, Instant.EPOCH, List.of(), List.of()),
            List::of,
            Optional::empty);
    var view = StatusView.of(facts, Selection.ALL, Instant.EPOCH, Duration.ZERO);
    assertThat(view.collectors().stream().filter(view::opens)).hasSize(unfolded);
  }
}
