package io.sonde.mapping;

import static io.sonde.mapping.MappingHarness.KEEP;
import static io.sonde.mapping.MappingHarness.row;
import static io.sonde.mapping.MappingHarness.text;
import static io.sonde.mapping.MetricBuilder.counter;
import static io.sonde.mapping.MetricBuilder.gauge;
import static io.sonde.mapping.MetricBuilder.histogram;
import static io.sonde.mapping.MetricBuilder.summary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sonde.config.CollectorConfig.OnDuplicate;
import io.sonde.config.OnMissing;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What is left of reads: of those that failed, of those that were given up, and after {@code keep}.
 */
class MappingLifeTest {
  private static final ReadFacts NO_ANSWER = new ReadFacts(Duration.ofSeconds(5), 0, 0);

  @Test
  void aBatchThatFailsInItsLastRowLeavesNoTrace() throws ReadException {
    MappingHarness mapping =
        new MappingHarness(
            histogram("h", "n", 1.0).label("k", "k"),
            summary("s", "n"),
            histogram("d", "$duration", 1.0),
            gauge("g", "n").label("k", "k"));
    String before = mapping.exposition(row("k", "a", "n", 1));
    assertThatThrownBy(() -> mapping.read(row("k", "a", "n", 1), row("k", "b", "n", "?")))
        .isInstanceOf(ReadException.class);
    assertThat(mapping.exposition(row("k", "a", "n", 1)))
        .isEqualTo(
            before
                .replace("} 1\n", "} 2\n")
                .replace("sum{k=\"a\",target=\"db\"} 1.0", "sum{k=\"a\",target=\"db\"} 2.0")
                .replace("s_sum{target=\"db\"} 1.0", "s_sum{target=\"db\"} 2.0")
                .replace("d_sum{target=\"db\"} 0.25", "d_sum{target=\"db\"} 0.5"));
  }

  @Test
  void aBatchThatFailsWhenItIsFinishedLeavesNoTrace() throws ReadException {
    MappingHarness mapping =
        new MappingHarness(
            histogram("h", "n", 1.0), gauge("s", "$status").onMissing(new OnMissing.Fail()));
    Mapping.Batch batch = mapping.mapping().begin();
    batch.row(row("n", 1));
    assertThatThrownBy(() -> batch.finish(NO_ANSWER))
        .hasMessage(
            "metric s: field $status: expected a value, found none, in the row"
                + " {target=\"db\"}");
    assertThat(mapping.exposition(row("n", 1))).contains("h_count{target=\"db\"} 1\n");
  }

  @Test
  void aBatchIsOverOnceARowHasFailed() throws ReadException {
    MappingHarness mapping = new MappingHarness(gauge("g", "n"));
    Mapping.Batch batch = mapping.mapping().begin();
    assertThatThrownBy(() -> batch.row(row("n", "?"))).hasMessageContaining("found the text");
    assertGivenUp(batch);
  }

  @Test
  void aBatchIsFinishedOnce() throws ReadException {
    MappingHarness mapping = new MappingHarness(gauge("g", "n"));
    Mapping.Batch batch = mapping.mapping().begin();
    batch.finish(NO_ANSWER);
    assertGivenUp(batch);
  }

  @Test
  void aLateReadIsToldThatItWasGivenUp() throws ReadException {
    MappingHarness mapping = new MappingHarness(histogram("h", "n", 1.0));
    Mapping.Batch late = mapping.mapping().begin();
    late.row(row("n", 1));
    mapping.mapping().failed(NO_ANSWER);
    assertGivenUp(late);
    Mapping.Batch next = mapping.mapping().begin();
    assertGivenUp(late);
    next.row(row("n", 1));
    assertThat(text(next.finish(NO_ANSWER))).contains("h_count{target=\"db\"} 1\n");
  }

  @Test
  void aLateReadThatFailsDoesNotEndTheBatchThatFollowedIt() throws ReadException {
    MappingHarness mapping = new MappingHarness(gauge("g", "n"));
    Mapping.Batch late = mapping.mapping().begin();
    List<Mapping.Batch> next = new ArrayList<>();
    assertThatThrownBy(() ->
            late.row(_ -> {
              next.add(mapping.mapping().begin());
              throw new ReadException(Reason.READ, "gone", null);
            }))
        .hasMessage("gone");
    next.getFirst().row(row("n", 1));
    assertThat(next.getFirst().finish(NO_ANSWER).samples()).isOne();
  }

  private static void assertGivenUp(Mapping.Batch batch) {
    for (ReadException failure :
        new ReadException[] {
          catchThrowableOfType(ReadException.class, () -> batch.row(row("n", 1))),
          catchThrowableOfType(ReadException.class, () -> batch.finish(NO_ANSWER))
        }) {
      assertThat(failure).hasMessage("the read was given up before it ended");
      assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
    }
  }

  @Test
  void whatIsPublishedStaysAsItIs() throws ReadException {
    MappingHarness mapping =
        new MappingHarness(histogram("h", "n", 1.0), gauge("g", "n"), counter("c_total", "n"));
    Published first = mapping.read(row("n", 1));
    String before = text(first);
    mapping.read(row("n", 2));
    assertThat(text(first)).isEqualTo(before);
    assertThatThrownBy(() -> first.ofRows().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void metricsOfTheReadGiveOneSampleOrObservationForEachRead() throws ReadException {
    MappingHarness mapping =
        new MappingHarness(
            gauge("duration_seconds", "$duration"),
            gauge("duration_milliseconds", "$duration").scale(1000).constant("a", "b"),
            histogram("response_seconds", "$duration", 0.1, 0.5),
            summary("response_summary_seconds", "$duration"),
            gauge("status", "$status"),
            gauge("ok", "$status").valueMap(Map.of("200", 1.0)),
            gauge("rows", "$rows"));
    assertThat(mapping.mapping().fields()).isEmpty();
    mapping.read(row(), row());
    Published published = mapping.read(row(), row());
    assertThat(text(published.ofRows()))
        .isEqualTo(
            """
            # HELP rows Help of rows.
            # TYPE rows gauge
            rows{target="db"} 2.0
            """);
    assertThat(text(published.ofReads()))
        .isEqualTo(
            """
            # HELP duration_milliseconds Help of duration_milliseconds.
            # TYPE duration_milliseconds gauge
            duration_milliseconds{a="b",target="db"} 250.0
            # HELP duration_seconds Help of duration_seconds.
            # TYPE duration_seconds gauge
            duration_seconds{target="db"} 0.25
            # HELP ok Help of ok.
            # TYPE ok gauge
            ok{target="db"} 1.0
            # HELP response_seconds Help of response_seconds.
            # TYPE response_seconds histogram
            response_seconds_bucket{target="db",le="0.1"} 0
            response_seconds_bucket{target="db",le="0.5"} 2
            response_seconds_bucket{target="db",le="+Inf"} 2
            response_seconds_count{target="db"} 2
            response_seconds_sum{target="db"} 0.5
            # HELP response_summary_seconds Help of response_summary_seconds.
            # TYPE response_summary_seconds summary
            response_summary_seconds_count{target="db"} 2
            response_summary_seconds_sum{target="db"} 0.5
            # HELP status Help of status.
            # TYPE status gauge
            status{target="db"} 200.0
            """);
  }

  @Test
  void failedReadsGiveDurationAndStatusToo() throws ReadException {
    MappingHarness mapping =
        new MappingHarness(
            histogram("response_seconds", "$duration", 1.0),
            gauge("status", "$status"),
            gauge("rows", "$rows"),
            histogram("rows_of_reads", "$rows", 1.0),
            gauge("n", "n"));
    mapping.read(row("n", 1));
    assertThat(text(mapping.mapping().failed(new ReadFacts(Duration.ofSeconds(2), 503, 0))))
        .isEqualTo(
            """
            # HELP response_seconds Help of response_seconds.
            # TYPE response_seconds histogram
            response_seconds_bucket{target="db",le="1.0"} 1
            response_seconds_bucket{target="db",le="+Inf"} 2
            response_seconds_count{target="db"} 2
            response_seconds_sum{target="db"} 2.25
            # HELP status Help of status.
            # TYPE status gauge
            status{target="db"} 503.0
            """);
    assertThat(mapping.exposition(row("n", 1)))
        .contains("rows_of_reads_count{target=\"db\"} 2\n")
        .contains("response_seconds_count{target=\"db\"} 3\n");
  }

  @Test
  void withoutAnAnswerThereIsNoStatusUnlessANumberStandsForIt() {
    MappingHarness mapping =
        new MappingHarness(
            gauge("status", "$status"),
            gauge("status_or_zero", "$status").onMissing(new OnMissing.Instead(0)),
            gauge("status_needed", "$status").onMissing(new OnMissing.Fail()));
    assertThat(text(mapping.mapping().failed(NO_ANSWER)))
        .isEqualTo(
            """
            # HELP status_or_zero Help of status_or_zero.
            # TYPE status_or_zero gauge
            status_or_zero{target="db"} 0.0
            """);
  }

  @Test
  void aSeriesThatWasNotObservedForKeepGoes() throws ReadException {
    MappingHarness mapping =
        new MappingHarness(
            histogram("h", "n", 1.0).label("k", "k"), summary("s", "n").label("k", "k"));
    mapping.read(row("k", "old", "n", 1), row("k", "new", "n", 1));
    mapping.pass(KEEP.dividedBy(3));
    mapping.read(row("k", "new", "n", 1));
    mapping.pass(KEEP.dividedBy(3).multipliedBy(2));
    assertThat(mapping.exposition(row("k", "new", "n", 1)))
        .contains("h_count{k=\"old\",target=\"db\"} 1\n", "s_count{k=\"old\",target=\"db\"} 1\n");
    mapping.pass(Duration.ofNanos(1));
    assertThat(mapping.exposition(row("k", "new", "n", 1)))
        .contains("h_count{k=\"new\",target=\"db\"} 4\n", "s_count{k=\"new\",target=\"db\"} 4\n")
        .doesNotContain("old");
    assertThat(mapping.exposition(row("k", "old", "n", 1)))
        .contains("h_count{k=\"old\",target=\"db\"} 1\n");
  }

  @Test
  void aSeriesThatGoesOnAfterALongFailureKeepsItsCount() throws ReadException {
    MappingHarness mapping = new MappingHarness(histogram("h", "n", 1.0));
    mapping.read(row("n", 1));
    mapping.pass(KEEP.multipliedBy(10));
    mapping.mapping().failed(NO_ANSWER);
    assertThat(mapping.exposition(row("n", 1))).contains("h_count{target=\"db\"} 2\n");
  }

  @Test
  void mappingsOfOneCollectorObserveApart() throws ReadException {
    MetricBuilder metric = histogram("h", "n", 1.0);
    MappingHarness one = new MappingHarness(metric);
    MappingHarness other = new MappingHarness(1000, OnDuplicate.FAIL, metric);
    one.read(row("n", 1));
    assertThat(other.exposition(row("n", 1))).contains("h_count{target=\"db\"} 1\n");
  }
}
