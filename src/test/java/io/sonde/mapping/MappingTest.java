package io.sonde.mapping;

import static io.sonde.mapping.MappingHarness.row;
import static io.sonde.mapping.MappingHarness.text;
import static io.sonde.mapping.MetricBuilder.counter;
import static io.sonde.mapping.MetricBuilder.gauge;
import static io.sonde.mapping.MetricBuilder.histogram;
import static io.sonde.mapping.MetricBuilder.info;
import static io.sonde.mapping.MetricBuilder.summary;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.sonde.config.CollectorConfig.OnDuplicate;
import io.sonde.config.OnMissing;
import io.sonde.targets.ReadException;
import io.sonde.targets.Row;
import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What rows become. */
class MappingTest {
  @Test
  void eachRowIsASampleOfEachMetric() throws ReadException {
    MappingHarness mapping =
        new MappingHarness(
            gauge("my_connections", "n").label("state", "state").constant("env", "prod"),
            counter("my_queries_total", "q").label("state", "state").constant("env", "prod"),
            info("my_server_info").label("version", "v"));
    assertThat(mapping.mapping().fields()).containsExactly("state", "n", "q", "v");
    assertThat(
            mapping.exposition(
                row("state", "idle", "n", 12, "q", 1_000_000_000_000L, "v", "17"),
                row("state", "active", "n", 3.5, "q", new BigDecimal("7"), "v", "18")))
        .isEqualTo(
            """
            # HELP my_connections Help of my_connections.
            # TYPE my_connections gauge
            my_connections{env="prod",state="active",target="db"} 3.5
            my_connections{env="prod",state="idle",target="db"} 12.0
            # HELP my_queries_total Help of my_queries_total.
            # TYPE my_queries_total counter
            my_queries_total{env="prod",state="active",target="db"} 7.0
            my_queries_total{env="prod",state="idle",target="db"} 1.0E12
            # HELP my_server_info Help of my_server_info.
            # TYPE my_server_info gauge
            my_server_info{target="db",version="17"} 1
            my_server_info{target="db",version="18"} 1
            """);
  }

  @Test
  void openMetricsSeesTheSameNamesAndNoCreatedTimestamps() throws ReadException {
    MappingHarness mapping =
        new MappingHarness(
            counter("my_queries_total", "n"), info("my_server_info"), histogram("my_h", "n", 5.0));
    assertThat(
            text(
                OpenMetricsTextFormatWriter.builder().setCreatedTimestampsEnabled(false).build(),
                mapping.read(row("n", 3)).ofRows()))
        .isEqualTo(
            """
            # TYPE my_h histogram
            # HELP my_h Help of my_h.
            my_h_bucket{target="db",le="5.0"} 1
            my_h_bucket{target="db",le="+Inf"} 1
            my_h_count{target="db"} 1
            my_h_sum{target="db"} 3.0
            # TYPE my_queries counter
            # HELP my_queries Help of my_queries_total.
            my_queries_total{target="db"} 3.0
            # TYPE my_server info
            # HELP my_server Help of my_server_info.
            my_server_info{target="db"} 1
            # EOF
            """);
  }

  static Stream<Arguments> values() {
    Map<String, Double> states = Map.of("up", 1.0, "down", 0.0, "2", 20.0, "true", 7.0, "", -1.0);
    return Stream.of(
        Arguments.of(gauge("g", "n"), 12, "12.0"),
        Arguments.of(gauge("g", "n"), new BigDecimal("12.5"), "12.5"),
        Arguments.of(gauge("g", "n"), true, "1.0"),
        Arguments.of(gauge("g", "n"), false, "0.0"),
        Arguments.of(gauge("g", "n"), " 12.5\n", "12.5"),
        Arguments.of(gauge("g", "n"), "NaN", "NaN"),
        Arguments.of(gauge("g", "n"), "-Inf", "-Inf"),
        Arguments.of(gauge("g", "n"), Double.NaN, "NaN"),
        Arguments.of(gauge("g", "n"), Double.POSITIVE_INFINITY, "+Inf"),
        Arguments.of(gauge("g", "n").scale(0.001), 3, "0.003"),
        Arguments.of(gauge("g", "n").scale(0.1), 3, "0.3"),
        Arguments.of(gauge("g", "n").scale(1024), 2, "2048.0"),
        Arguments.of(gauge("g", "n").scale(-1), 2, "-2.0"),
        Arguments.of(gauge("g", "n").scale(0.3), 10, "3.0"),
        Arguments.of(gauge("g", "n").valueMap(states), "up", "1.0"),
        Arguments.of(gauge("g", "n").valueMap(states), "down  ", "0.0"),
        Arguments.of(gauge("g", "n").valueMap(states), "", "-1.0"),
        Arguments.of(gauge("g", "n").valueMap(states), 2.0, "20.0"),
        Arguments.of(gauge("g", "n").valueMap(states), true, "7.0"),
        Arguments.of(gauge("g", "n").valueMap(states), false, "0.0"),
        Arguments.of(gauge("g", "n").valueMap(states), 3, "3.0"),
        Arguments.of(gauge("g", "n").valueMap(states), "3", "3.0"),
        Arguments.of(gauge("g", "n").valueMap(states).scale(10), "up", "10.0"),
        Arguments.of(counter("g_total", "n"), 0, "0.0"),
        Arguments.of(counter("g_total", "n"), Double.MAX_VALUE, "1.7976931348623157E308"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void readsAValueAsANumber(MetricBuilder metric, Object found, String number)
      throws ReadException {
    assertThat(new MappingHarness(metric).exposition(row("n", found)).lines().toList().getLast())
        .endsWith("{target=\"db\"} " + number);
  }

  @Test
  void missingIsSkippedUnlessANumberStandsForIt() throws ReadException {
    MappingHarness mapping =
        new MappingHarness(
            gauge("a", "n").label("k", "k"),
            gauge("b", "n")
                .label("k", "k")
                .scale(1000)
                .valueMap(Map.of("null", 5.0))
                .onMissing(new OnMissing.Instead(-1)),
            gauge("c", "never").label("k", "k"));
    assertThat(mapping.exposition(row("k", "null", "n", null), row("k", "zero", "n", 0)))
        .isEqualTo(
            """
            # HELP a Help of a.
            # TYPE a gauge
            a{k="zero",target="db"} 0.0
            # HELP b Help of b.
            # TYPE b gauge
            b{k="null",target="db"} -1.0
            b{k="zero",target="db"} 0.0
            """);
  }

  @Test
  void aMissingLabelIsTheEmptyTextAndKeepsItsSample() throws ReadException {
    MappingHarness mapping = new MappingHarness(gauge("a", "n").label("state", "state"));
    assertThat(mapping.exposition(row("state", null, "n", 6), row("state", "idle", "n", 1)))
        .isEqualTo(
            """
            # HELP a Help of a.
            # TYPE a gauge
            a{state="",target="db"} 6.0
            a{state="idle",target="db"} 1.0
            """);
  }

  @Test
  void aCounterThatWentDownIsAReset() throws ReadException {
    MappingHarness mapping = new MappingHarness(counter("a_total", "n"));
    mapping.read(row("n", 100));
    assertThat(mapping.exposition(row("n", 4))).endsWith("a_total{target=\"db\"} 4.0\n");
  }

  static Stream<Arguments> duplicates() {
    return Stream.of(
        Arguments.of(OnDuplicate.FIRST, "1.0", "1.0"),
        Arguments.of(OnDuplicate.LAST, "4.0", "NaN"),
        Arguments.of(OnDuplicate.SUM, "7.0", "NaN"));
  }

  @ParameterizedTest
  @MethodSource("duplicates")
  void rowsWithTheSameLabelsMayBeMadeOne(OnDuplicate onDuplicate, String counter, String gauge)
      throws ReadException {
    MappingHarness mapping =
        new MappingHarness(
            3, onDuplicate, counter("a_total", "n"), gauge("b", "m"), info("c_info"));
    assertThat(
            mapping.exposition(
                row("n", 1, "m", 1), row("n", null, "m", Double.NaN), row("n", 2), row("n", 4)))
        .isEqualTo(
            """
            # HELP a_total Help of a_total.
            # TYPE a_total counter
            a_total{target="db"} %s
            # HELP b Help of b.
            # TYPE b gauge
            b{target="db"} %s
            # HELP c_info Help of c_info.
            # TYPE c_info gauge
            c_info{target="db"} 1
            """
                .formatted(counter, gauge));
  }

  @Test
  void entriesWithOneNameAreOneMetric() throws ReadException {
    MappingHarness mapping =
        new MappingHarness(
            gauge("messages", "ready").label("queue", "q").constant("state", "ready"),
            gauge("messages", "unacked").label("queue", "q").constant("state", "unacked"),
            histogram("h", "ready", 5.0),
            histogram("h", "unacked", 5.0));
    Published published = mapping.read(row("q", "a", "ready", 9, "unacked", 1));
    assertThat(published.ofRows()).hasSize(2);
    assertThat(text(published))
        .isEqualTo(
            """
            # HELP h Help of h.
            # TYPE h histogram
            h_bucket{target="db",le="5.0"} 1
            h_bucket{target="db",le="+Inf"} 2
            h_count{target="db"} 2
            h_sum{target="db"} 10.0
            # HELP messages Help of messages.
            # TYPE messages gauge
            messages{queue="a",state="ready",target="db"} 9.0
            messages{queue="a",state="unacked",target="db"} 1.0
            """);
  }

  @Test
  void histogramsAndSummariesObserveEachRowOfEachRead() throws ReadException {
    MappingHarness mapping =
        new MappingHarness(
            histogram("h", "n", 0.1, 0.5, 1.0, 5.0).label("k", "k"),
            summary("s", "n", 0.5, 1.0).label("k", "k"));
    mapping.read(row("k", "a", "n", 0.0625), row("k", "a", "n", 0.25), row("k", "b", "n", null));
    assertThat(
            mapping.exposition(
                row("k", "a", "n", 0.25), row("k", "a", "n", 0.75), row("k", "b", "n", -2)))
        .isEqualTo(
            """
            # HELP h Help of h.
            # TYPE h histogram
            h_bucket{k="a",target="db",le="0.1"} 1
            h_bucket{k="a",target="db",le="0.5"} 3
            h_bucket{k="a",target="db",le="1.0"} 4
            h_bucket{k="a",target="db",le="5.0"} 4
            h_bucket{k="a",target="db",le="+Inf"} 4
            h_count{k="a",target="db"} 4
            h_sum{k="a",target="db"} 1.3125
            h_bucket{k="b",target="db",le="0.1"} 1
            h_bucket{k="b",target="db",le="0.5"} 1
            h_bucket{k="b",target="db",le="1.0"} 1
            h_bucket{k="b",target="db",le="5.0"} 1
            h_bucket{k="b",target="db",le="+Inf"} 1
            h_count{k="b",target="db"} 1
            h_sum{k="b",target="db"} -2.0
            # HELP s Help of s.
            # TYPE s summary
            s{k="a",target="db",quantile="0.5"} 0.25
            s{k="a",target="db",quantile="1.0"} 0.75
            s_count{k="a",target="db"} 4
            s_sum{k="a",target="db"} 1.3125
            s{k="b",target="db",quantile="0.5"} -2.0
            s{k="b",target="db",quantile="1.0"} -2.0
            s_count{k="b",target="db"} 1
            s_sum{k="b",target="db"} -2.0
            """);
  }

  @Test
  void aReadWithoutRowsPublishesNothingAndForgetsNothing() throws ReadException {
    MappingHarness mapping = new MappingHarness(gauge("a", "n"), histogram("h", "n", 1.0));
    assertThat(mapping.read())
        .satisfies(nothing -> assertThat(nothing.ofRows()).isEmpty())
        .satisfies(nothing -> assertThat(nothing.ofReads()).isEmpty())
        .satisfies(nothing -> assertThat(nothing.samples()).isZero());
    mapping.read(row("n", 1));
    assertThat(mapping.read().samples()).isEqualTo(4);
    assertThat(mapping.exposition()).contains("h_count{target=\"db\"} 1").doesNotContain("a{");
  }

  @Test
  void labelsAreReadOnlyWhereThereIsAValue() throws ReadException {
    Row row =
        field -> {
          if (field.equals("k")) {
            throw new ReadException(ReadException.Reason.READ, "nobody needs this field", null);
          }
          return null;
        };
    assertThat(new MappingHarness(gauge("a", "n").label("k", "k")).exposition(row)).isEmpty();
  }

  @Test
  void samplesAreCountedAsPrometheusStoresThem() throws ReadException {
    MappingHarness mapping =
        new MappingHarness(
            gauge("a", "n").label("k", "n"),
            histogram("h", "n", 1.0, 2.0).label("k", "n"),
            summary("s", "n", 0.5),
            gauge("d", "$duration"),
            gauge("r", "$rows"));
    assertThat(mapping.read(row("n", 1), row("n", 2)).samples()).isEqualTo(2 + 2 * 5 + 3 + 1 + 1);
  }
}
