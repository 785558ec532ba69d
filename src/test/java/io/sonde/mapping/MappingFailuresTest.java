package io.sonde.mapping;

import static io.sonde.mapping.MappingHarness.row;
import static io.sonde.mapping.MetricBuilder.counter;
import static io.sonde.mapping.MetricBuilder.gauge;
import static io.sonde.mapping.MetricBuilder.histogram;
import static io.sonde.mapping.MetricBuilder.info;
import static io.sonde.mapping.MetricBuilder.summary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sonde.config.CollectorConfig.OnDuplicate;
import io.sonde.config.OnMissing;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What rows cannot become, with the exact message. */
class MappingFailuresTest {
  private static final String IN_ROW = ", in the row {k=\"a\",target=\"db\"}";

  static Stream<Arguments> wrongValues() {
    Map<String, Double> many = new TreeMap<>();
    IntStream.rangeClosed('a', 'j').forEach(c -> many.put(Character.toString(c), 1.0));
    return Stream.of(
        Arguments.of(gauge("m", "n"), "abc", "expected a number, found the text \"abc\""),
        Arguments.of(gauge("m", "n"), "", "expected a number, found the text \"\""),
        Arguments.of(gauge("m", "n"), "0x1F", "expected a number, found the text \"0x1F\""),
        Arguments.of(gauge("m", "n"), "12,5\n", "expected a number, found the text \"12,5\\n\""),
        Arguments.of(
            gauge("m", "n"),
            "z".repeat(1000),
            "expected a number, found the text \"" + "z".repeat(80) + "…\" (1000 characters)"),
        Arguments.of(
            gauge("m", "n").valueMap(Map.of("up", 1.0, "down", 0.0)),
            "UP",
            "expected a number or \"down\", \"up\", found the text \"UP\""),
        Arguments.of(
            gauge("m", "n").valueMap(many),
            "k",
            "expected a number or \"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\", …,"
                + " found the text \"k\""),
        Arguments.of(
            gauge("m", "n"),
            Duration.ofSeconds(1),
            "expected a number, found a java.time.Duration"),
        Arguments.of(
            gauge("m", "n").onMissing(new OnMissing.Fail()), null, "expected a value, found none"),
        Arguments.of(
            counter("m", "n"),
            -1,
            "expected a finite number, not below 0, for a counter, found -1"),
        Arguments.of(
            counter("m", "n"),
            Double.NaN,
            "expected a finite number, not below 0, for a counter, found NaN"),
        Arguments.of(
            counter("m", "n"),
            "+Inf",
            "expected a finite number, not below 0, for a counter, found +Inf"),
        Arguments.of(
            counter("m", "n").scale(-2),
            0.5,
            "expected a finite number, not below 0, for a counter, found -1"),
        Arguments.of(
            counter("m", "n").onMissing(new OnMissing.Instead(-5)),
            null,
            "expected a finite number, not below 0, for a counter, found -5"),
        Arguments.of(
            histogram("m", "n", 1.0),
            Double.NaN,
            "expected a finite number for a histogram, found NaN"),
        Arguments.of(
            summary("m", "n", 0.5),
            Double.NEGATIVE_INFINITY,
            "expected a finite number for a summary, found -Inf"));
  }

  @ParameterizedTest
  @MethodSource("wrongValues")
  void namesPlaceMetricFieldWhatWasFoundAndTheRow(
      MetricBuilder metric, Object found, String message) {
    MappingHarness mapping = new MappingHarness(metric.label("k", "k"));
    ReadException failure = failure(mapping, row("k", "a", "n", found));
    assertThat(failure).hasMessage("metric m: field n: " + message + IN_ROW);
    assertThat(failure.reason()).isEqualTo(Reason.MAPPING);
  }

  @Test
  void boundsTheLabelsOfTheRowToo() {
    MappingHarness mapping =
        new MappingHarness(gauge("m", "n").label("k", "k").label("b", "b").constant("c", "\u0007"));
    assertThat(failure(mapping, row("k", "y".repeat(99), "b", null, "n", "?")))
        .hasMessageEndingWith(
            "{b=\"\",c=\"\\u0007\",k=\"" + "y".repeat(80) + "…\" (99 characters),target=\"db\"}");
  }

  @Test
  void aLabelThatIsNoUnicodeFailsSinceManyWouldBeWrittenAsOne() throws ReadException {
    MetricBuilder metric = gauge("m", "n").label("k", "k").label("t", "a-{k}");
    for (String text :
        List.of("x\ud800", "\udbffx", "\udc00", "\ude00\ud83d", "\ud83d\ude00\ud83d")) {
      ReadException failure = failure(new MappingHarness(metric), row("k", text, "n", 1));
      assertThat(failure.reason()).isEqualTo(Reason.MAPPING);
      assertThat(failure)
          .hasMessageStartingWith(
              "field k: expected Unicode for a label, found half of a surrogate pair, U+D");
    }
  }

  @Test
  void namesMetricAndLabelsThatTwoRowsShare() {
    for (MetricBuilder metric :
        new MetricBuilder[] {gauge("m", "n"), counter("m", "n"), info("m")}) {
      MappingHarness mapping = new MappingHarness(metric.label("k", "k"));
      ReadException failure =
          failure(mapping, row("k", "a", "n", 1), row("k", "b", "n", 1), row("k", "a", "n", 2));
      assertThat(failure)
          .hasMessage(
              "metric m: expected one row for each label set (or on-duplicate),"
                  + " found two with {k=\"a\",target=\"db\"}");
      assertThat(failure.reason()).isEqualTo(Reason.MAPPING);
    }
  }

  @Test
  void entriesWithOneNameCannotShareLabelsEither() {
    MappingHarness mapping =
        new MappingHarness(gauge("m", "n").label("k", "a"), gauge("m", "n").label("k", "b"));
    assertThat(failure(mapping, row("a", "x", "b", "x", "n", 1)))
        .hasMessageContaining("found two with {k=\"x\",target=\"db\"}");
  }

  @Test
  void aSumOfCountersStaysFinite() {
    MappingHarness mapping =
        new MappingHarness(10, OnDuplicate.SUM, counter("m", "n").label("k", "k"));
    assertThat(
            failure(
                mapping,
                row("k", "a", "n", Double.MAX_VALUE),
                row("k", "a", "n", Double.MAX_VALUE)))
        .hasMessage(
            "metric m: field n: expected a finite number, not below 0, for a"
                + " counter, found +Inf"
                + IN_ROW);
  }

  @Test
  void whatTheSourceSaysOfAFieldIsPassedOn() {
    ReadException broken = new ReadException(Reason.READ, "column n is gone", null);
    Row row =
        _ -> {
          throw broken;
        };
    assertThatThrownBy(() -> new MappingHarness(gauge("m", "n")).read(row)).isSameAs(broken);
  }

  @Test
  void samplesAreBoundedWhileRowsCome() throws ReadException {
    MappingHarness mapping =
        new MappingHarness(
            5, OnDuplicate.FAIL, gauge("a", "n").label("k", "k"), gauge("b", "n").label("k", "k"));
    assertThat(mapping.read(row("k", 1, "n", 1), row("k", 2, "n", 1)).samples()).isEqualTo(4);

    Mapping.Batch batch = mapping.mapping().begin();
    batch.row(row("k", 1, "n", 1));
    batch.row(row("k", 2, "n", 1));
    ReadException failure =
        catchThrowableOfType(ReadException.class, () -> batch.row(row("k", 3, "n", 1)));
    assertThat(failure)
        .hasMessage(
            "collector c: expected at most 5 samples (max-samples), found more at" + " metric b");
    assertThat(failure.reason()).isEqualTo(Reason.LIMIT);
  }

  @Test
  void samplesOfObservedSeriesCountAsPrometheusStoresThem() throws ReadException {
    MappingHarness mapping =
        new MappingHarness(8, OnDuplicate.FAIL, histogram("h", "n", 1.0).label("k", "k"));
    assertThat(mapping.read(row("k", "a", "n", 1), row("k", "b", "n", 1)).samples()).isEqualTo(8);
    assertThat(mapping.read(row("k", "a", "n", 1), row("k", "b", "n", 1)).samples()).isEqualTo(8);

    assertThat(failure(mapping, row("k", "c", "n", 1)).reason()).isEqualTo(Reason.LIMIT);

    mapping.pass(MappingHarness.KEEP.plusNanos(1));
    assertThat(mapping.read(row("k", "c", "n", 1), row("k", "a", "n", 1)).samples()).isEqualTo(8);
  }

  @Test
  void observationsOfOneReadAreBoundedToo() throws ReadException {
    MappingHarness mapping = new MappingHarness(4, OnDuplicate.FAIL, histogram("h", "n", 1.0));
    Mapping.Batch batch = mapping.mapping().begin();
    for (int i = 0; i < 400; i++) {
      batch.row(row("n", 1));
    }
    ReadException failure = catchThrowableOfType(ReadException.class, () -> batch.row(row("n", 1)));
    assertThat(failure)
        .hasMessage(
            "collector c: expected at most 400 observations in a read (100 times"
                + " max-samples), found more at metric h");
    assertThat(failure.reason()).isEqualTo(Reason.LIMIT);
  }

  private static ReadException failure(MappingHarness mapping, Row... rows) {
    return catchThrowableOfType(ReadException.class, () -> mapping.read(rows));
  }
}
