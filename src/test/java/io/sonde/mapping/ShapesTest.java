package io.sonde.mapping;

import static io.sonde.mapping.MappingHarness.row;
import static io.sonde.mapping.MetricBuilder.counter;
import static io.sonde.mapping.MetricBuilder.gauge;
import static io.sonde.mapping.MetricBuilder.histogram;
import static io.sonde.mapping.MetricBuilder.metric;
import static io.sonde.mapping.MetricBuilder.summary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusProtobufWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sonde.config.CollectorConfig.OnDuplicate;
import io.sonde.config.Conversion.As;
import io.sonde.config.MetricType;
import io.sonde.config.Shape;
import io.sonde.targets.ReadException;
import io.sonde.targets.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Types beyond the usual ones, values that are converted, and names that rows make. */
class ShapesTest {
  private static final Shape STATES =
      new Shape(List.of(), false, List.of(), List.of("RUNNING", "STOPPED"), null, null);
  private static final Shape TIMED = new Shape(List.of(), false, List.of(), List.of(), null, "at");

  private static String failure(MappingHarness mapping, Row... rows) {
    return String.valueOf(
        catchThrowableOfType(ReadException.class, () -> mapping.read(rows)).getMessage());
  }

  @Test
  void templatesFillLabels() throws ReadException {
    var mapping =
        new MappingHarness(
            gauge("g", "n").label("l", "planet-{a}{b}").label("m", "{{a}}").label("a", "a"));
    assertThat(mapping.exposition(row("a", "x", "b", 5.0, "n", 1), row("b", "y", "n", 2)))
        .contains("g{a=\"\",l=\"planet-y\",m=\"{a}\",target=\"db\"} 2.0")
        .contains("g{a=\"x\",l=\"planet-x5\",m=\"{a}\",target=\"db\"} 1.0");
    assertThat(mapping.read(row("n", 1)).facts().getFirst().unmatched()).containsExactly("a", "b");
    assertThat(mapping.mapping().fields()).containsExactly("a", "b", "n");
  }

  @Test
  void aConstantNeedsNoField() throws ReadException {
    var mapping =
        new MappingHarness(gauge("g", "n").conversion(2.5, null, As.NUMBER).label("k", "k"));
    assertThat(mapping.exposition(row("k", "a"))).contains("g{k=\"a\",target=\"db\"} 2.5");
    assertThat(mapping.mapping().fields()).containsExactly("k");
  }

  @Test
  void aPatternTakesItsFirstGroup() throws ReadException {
    var mapping = new MappingHarness(gauge("g", "n").conversion(null, "([\\d.]+) MB", As.NUMBER));
    assertThat(mapping.exposition(row("n", "used 12.5 MB of 20 MB"))).contains("} 12.5");
    assertThat(failure(mapping, row("n", "12 GB")))
        .isEqualTo(
            "metric g: field n: expected a text with \"([\\\\d.]+) MB\", found the text \"12 GB\","
                + " in the row {target=\"db\"}");
  }

  @Test
  void conversionsComeBeforeTheScale() throws ReadException {
    var mapping = new MappingHarness(gauge("g", "n").conversion(null, null, As.BYTES).scale(0.001));
    assertThat(mapping.exposition(row("n", "2 kB"))).contains("} 2.0");
    assertThat(failure(mapping, row("n", "2 kX")))
        .isEqualTo(
            "metric g: field n: expected a number of bytes such as 1000 MB or 1.5GiB, found the"
                + " text \"2 kX\", in the row {target=\"db\"}");
  }

  @Test
  void untypedAndStates() throws ReadException {
    var mapping =
        new MappingHarness(
            metric(MetricType.UNTYPED, "u", "n"),
            metric(MetricType.STATESET, "s", "state").shape(STATES).label("k", "k"));
    Published published = mapping.read(row("n", -3, "k", "a", "state", "STOPPED "));
    assertThat(MappingHarness.text(published))
        .isEqualTo(
            """
            # HELP s Help of s.
            # TYPE s gauge
            s{k="a",target="db",s="RUNNING"} 0
            s{k="a",target="db",s="STOPPED"} 1
            # HELP u Help of u.
            # TYPE u untyped
            u{target="db"} -3.0
            """);
    assertThat(published.samples()).isEqualTo(3);
    assertThat(failure(mapping, row("k", "a", "state", "PAUSED")))
        .isEqualTo(
            "metric s: field state: expected \"RUNNING\", \"STOPPED\", found the text \"PAUSED\","
                + " in the row {k=\"a\",target=\"db\"}");
  }

  @Test
  void rowsAreTheBucketsOfAHistogram() throws ReadException {
    var mapping =
        new MappingHarness(histogram("h", "n").rows("le", "sum", "count").label("k", "k"));
    Published published =
        mapping.read(
            row("k", "a", "le", "+Inf", "n", 5, "sum", 9.5),
            row("k", "a", "le", 1, "n", 2),
            row("k", "b", "le", "0.5", "n", 0, "count", 0),
            row("k", "a", "le", 0.5, "n", 2),
            row("k", "c", "le", null, "n", 2));
    assertThat(MappingHarness.text(published))
        .isEqualTo(
            """
            # HELP h Help of h.
            # TYPE h histogram
            h_bucket{k="a",target="db",le="0.5"} 2
            h_bucket{k="a",target="db",le="1.0"} 2
            h_bucket{k="a",target="db",le="+Inf"} 5
            h_count{k="a",target="db"} 5
            h_sum{k="a",target="db"} 9.5
            h_bucket{k="b",target="db",le="0.5"} 0
            h_bucket{k="b",target="db",le="+Inf"} 0
            h_count{k="b",target="db"} 0
            """);
    assertThat(published.samples()).isEqualTo(5 + 4);
    assertThat(published.facts().getFirst().series()).isEqualTo(2);
    assertThat(published.facts().getFirst().skipped()).isEqualTo(1);
  }

  @Test
  void bucketsThatAreNone() {
    var mapping = new MappingHarness(histogram("h", "n").rows("le", null, null));
    String in = ", in the row {target=\"db\"}";
    assertThat(failure(mapping, row("le", 1, "n", 2)))
        .isEqualTo(
            "metric h: expected a bucket with the bound +Inf, or a count, found neither, in the"
                + " series {target=\"db\"}");
    assertThat(failure(mapping, row("le", 1, "n", 2), row("le", "+Inf", "n", 1)))
        .isEqualTo(
            "metric h: expected the count of the bucket +Inf to be at least that of the bucket"
                + " before, found 1 after 2, in the series {target=\"db\"}");
    assertThat(failure(mapping, row("le", 1, "n", 2), row("le", "1.0", "n", 2)))
        .isEqualTo(
            "metric h: field le: expected each once for each label set (or on-duplicate), found 1"
                + " twice"
                + in);
    assertThat(failure(mapping, row("le", "x", "n", 2)))
        .isEqualTo("metric h: field le: expected a number, found the text \"x\"" + in);
    assertThat(failure(mapping, row("le", 1, "n", 2.5)))
        .isEqualTo(
            "metric h: field n: expected a whole number of observations, not below 0, found 2.5"
                + in);
  }

  @Test
  void partsCountAgainstTheBound() {
    var mapping =
        new MappingHarness(4, OnDuplicate.FAIL, histogram("h", "n").rows("le", null, null));
    assertThat(failure(mapping, row("le", 1, "n", 1), row("le", 2, "n", 1)))
        .isEqualTo("collector c: expected at most 4 samples (max-samples), found more at metric h");
  }

  @Test
  void rowsAreTheQuantilesOfASummary() throws ReadException {
    var mapping = new MappingHarness(summary("s", "n").rows("q", "sum", "count"));
    assertThat(
            mapping.exposition(
                row("q", 0.9, "n", Double.NaN), row("q", "0.5", "n", 2, "sum", 7, "count", 3)))
        .isEqualTo(
            """
            # HELP s Help of s.
            # TYPE s summary
            s{target="db",quantile="0.5"} 2.0
            s{target="db",quantile="0.9"} NaN
            s_count{target="db"} 3
            s_sum{target="db"} 7.0
            """);
    assertThat(failure(mapping, row("q", 90, "n", 1)))
        .isEqualTo(
            "metric s: field q: expected a quantile from 0 to 1, found 90, in the row"
                + " {target=\"db\"}");
  }

  @Test
  void nativeBucketsAreInProtobuf() throws ReadException {
    var mapping =
        new MappingHarness(
            histogram("h", "n")
                .shape(new Shape(List.of(), true, List.of(), List.of(), null, null)));
    Published published = mapping.read(row("n", 1.5), row("n", 3));
    assertThat(MappingHarness.text(published))
        .contains("h_bucket{target=\"db\",le=\"+Inf\"} 2\nh_count{target=\"db\"} 2\nh_sum{");
    assertThat(
            new PrometheusProtobufWriter()
                .toDebugString(
                    new MetricSnapshots(published.ofRows()), EscapingScheme.UNDERSCORE_ESCAPING))
        .contains("schema: 5", "positive_span", "sample_sum: 4.5");
    assertThat(published.samples()).isEqualTo(3);
  }

  @Test
  void theSourcesTimeIsExposed() throws ReadException {
    var mapping =
        new MappingHarness(
            gauge("g", "n").shape(TIMED).label("k", "k"), counter("c_total", "n").shape(TIMED));
    assertThat(mapping.exposition(row("k", "a", "n", 1, "at", "2026-11-20T10:00:00.250Z")))
        .contains("g{k=\"a\",target=\"db\"} 1.0 1795168800250")
        .contains("c_total{target=\"db\"} 1.0 1795168800250");
    assertThat(mapping.exposition(row("k", "a", "n", 1)))
        .contains("g{k=\"a\",target=\"db\"} 1.0\n");
    assertThat(mapping.exposition(row("k", "a", "n", 1, "at", 1_795_168_800L)))
        .contains("} 1.0 1795168800000\n");
    assertThat(mapping.exposition(row("k", "a", "n", 1, "at", 1_795_168_800_250L)))
        .as("milliseconds")
        .contains("} 1.0 1795168800250\n");
    assertThat(failure(mapping, row("k", "a", "n", 1, "at", 1_795_168_800_250_000L)))
        .isEqualTo(
            "metric g: field at: expected seconds or milliseconds since 1970, found"
                + " 1795168800250000, in the row {k=\"a\",target=\"db\"}");
    assertThat(failure(mapping, row("k", "a", "n", 1, "at", "soon")))
        .isEqualTo(
            "metric g: field at: expected a time such as 2026-11-20T10:00:00Z, found the text"
                + " \"soon\", in the row {k=\"a\",target=\"db\"}");
  }

  @Test
  void rowsMakeNames() throws ReadException {
    var mapping =
        new MappingHarness(
            gauge("p_{name}", "n").label("k", "k"), counter("p_{name}_hits_total", "n"));
    Published published =
        mapping.read(
            row("name", "Max. Size!", "k", "a", "n", 1), row("name", "ä", "n", 2), row("n", 3));
    assertThat(MappingHarness.text(published))
        .isEqualTo(
            """
            # HELP p Help of p_{name}.
            # TYPE p gauge
            p{k="",target="db"} 2.0
            # HELP p_hits_total Help of p_{name}_hits_total.
            # TYPE p_hits_total counter
            p_hits_total{target="db"} 2.0
            # HELP p_max_size Help of p_{name}.
            # TYPE p_max_size gauge
            p_max_size{k="a",target="db"} 1.0
            # HELP p_max_size_hits_total Help of p_{name}_hits_total.
            # TYPE p_max_size_hits_total counter
            p_max_size_hits_total{target="db"} 1.0
            """);
    assertThat(published.samples()).isEqualTo(4);
    assertThat(published.facts().getFirst().series()).isEqualTo(2);
    assertThat(published.facts().getFirst().skipped()).isEqualTo(1);
  }

  @Test
  void eachNameNumbersItsOwnLabels() throws ReadException {
    var mapping = new MappingHarness(gauge("p_{name}", "n").label("k", "k"));
    Row[] rows = new Row[200];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row("name", i % 100, "k", i, "n", i);
    }
    for (int read = 0; read < 2; read++) {
      assertThat(mapping.exposition(rows))
          .contains("p_7{k=\"107\",target=\"db\"} 107.0\np_7{k=\"7\",target=\"db\"} 7.0\n");
      assertThat(mapping.read(rows).samples()).isEqualTo(200);
    }
  }

  @Test
  void namesThatCannotBe() {
    var mapping =
        new MappingHarness(
            counter("p_taken_total", "n"),
            metric(MetricType.UNTYPED, "p_{name}", "n"),
            gauge("s{name}", "n").verbatim().label("name", "name"));
    assertThat(failure(mapping, row("name", "taken", "n", 1)))
        .isEqualTo(
            "metric p_{name}: expected a name of its own, found 'p_taken', which p_taken_total has,"
                + " in the row {target=\"db\"}");
    assertThat(failure(mapping, row("name", "onde_x", "n", 1)))
        .isEqualTo(
            "metric s{name}: expected a name of its own, found 'sonde_x', which begins like a"
                + " name of Sonde's own metrics, in the row {name=\"onde_x\",target=\"db\"}");
    assertThat(failure(mapping, row("name", "x".repeat(300), "n", 1)))
        .startsWith("metric p_{name}: expected a name of at most 200 characters, found \"p_xxx");
    Row[] many = new Row[101];
    for (int i = 0; i < many.length; i++) {
      many[i] = row("name", i, "n", 1);
    }
    assertThat(failure(new MappingHarness(gauge("p_{name}", "n")), many))
        .isEqualTo(
            "collector c: expected at most 100 names (max-metrics), found more at metric p_{name}");
  }
}
