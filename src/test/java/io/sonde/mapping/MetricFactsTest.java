package io.sonde.mapping;

import static io.sonde.mapping.MappingHarness.row;
import static io.sonde.mapping.MetricBuilder.gauge;
import static io.sonde.mapping.MetricBuilder.histogram;
import static io.sonde.mapping.MetricBuilder.info;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.prometheus.metrics.model.snapshots.Labels;
import io.sonde.config.CollectorConfig.OnDuplicate;
import io.sonde.config.OnMissing;
import io.sonde.targets.ReadException;
import io.sonde.targets.Row;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a run says of metrics that got nothing, and what a trace is told of each row. */
class MetricFactsTest {
  private static List<String> facts(MappingHarness mapping, Row... rows) throws ReadException {
    return mapping.read(rows).facts().stream()
        .map(fact ->
            "%s: %d rows, %d series, %d skipped, %s, %s"
                .formatted(
                    fact.name(),
                    fact.rows(),
                    fact.series(),
                    fact.skipped(),
                    fact.unmatched(),
                    fact.why().orElse("-")))
        .toList();
  }

  @Test
  void eachEntryHasItsOwn() throws ReadException {
    var mapping =
        new MappingHarness(
            10_000,
            OnDuplicate.LAST,
            gauge("g", "a").label("k", "k"),
            gauge("g", "typo").label("k", "other"),
            histogram("h", "a", 1.0).label("k", "k"),
            info("i").label("k", "nothing"),
            gauge("n", "$rows"),
            gauge("d", "typo").onMissing(new OnMissing.Instead(0)));
    assertThat(facts(mapping, row("k", "x", "a", 1), row("k", "x2", "a", 2), row("k", "x")))
        .containsExactly(
            "g: 3 rows, 2 series, 1 skipped, [], -",
            "g: 3 rows, 0 series, 3 skipped, [typo], field typo missing in every row",
            "h: 3 rows, 2 series, 1 skipped, [], -",
            "i: 3 rows, 1 series, 0 skipped, [nothing], -",
            "n: 1 rows, 1 series, 0 skipped, [], -",
            "d: 3 rows, 1 series, 0 skipped, [typo], -");
  }

  @Test
  void withoutRowsNothingCanMatch() throws ReadException {
    assertThat(facts(new MappingHarness(gauge("g", "a").label("k", "k"))))
        .containsExactly("g: 0 rows, 0 series, 0 skipped, [], no row");
  }

  @Test
  void aRunDoesNotRememberTheOneBefore() throws ReadException {
    var mapping = new MappingHarness(gauge("g", "a"));
    assertThat(mapping.read(row("a", 1)).facts().getFirst().isUnmatched()).isFalse();
    assertThat(mapping.read(row("b", 1)).facts().getFirst().isUnmatched()).isTrue();
  }

  @Test
  void aTraceIsToldOfEachRow() throws ReadException {
    var steps = new ArrayList<Trace.Step>();
    var harness =
        new MappingHarness(
            10, OnDuplicate.FIRST, steps::add, gauge("g", "a").label("k", "k").scale(0.001));
    harness.read(row("k", "x", "a", "1500"), row("k", "x", "a", 2), row("k", "y"));
    assertThat(steps)
        .extracting(Trace.Step::raw, Trace.Step::value, Trace.Step::skipped, Trace.Step::labels)
        .containsExactly(
            tuple("1500", 1.5, null, labels("x")),
            tuple(2, null, "an earlier row has the same labels", labels("x")),
            tuple(null, null, "the value is missing", labels("y")));
    assertThat(steps)
        .allSatisfy(step -> assertThat(step.field()).isEqualTo("a"))
        .allSatisfy(step -> assertThat(step.metric().name()).isEqualTo("g"));
  }

  private static Labels labels(String k) {
    return Labels.of("k", k, "target", "db");
  }
}
