package io.sonde.mapping;

import io.sonde.config.Conversion;
import io.sonde.config.Conversion.As;
import io.sonde.config.MetricConfig;
import io.sonde.config.MetricType;
import io.sonde.config.Shape;
import io.sonde.mapping.text.LabelText;
import io.sonde.mapping.text.Quoted;
import io.sonde.mapping.text.Reader;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Row;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Converts the values of fields to the numbers of samples, for one configured metric. Immutable.
 *
 * @param labelling shared with the metrics that have the same labels
 * @param reader reads the value
 * @param divisor the divisor that replaces the multiplication by {@code scale}; 0 to multiply
 */
record Rule(MetricConfig config, LabelMapping labelling, Reader reader, double divisor) {
  /** Of the year 9999. A larger number of seconds is one of milliseconds. */
  private static final double LAST_SECOND = 253_402_300_799.0;

  private static final int LISTED = 8;
  private static final Integer ONE = 1;

  /** Reads bounds, sums and counts. */
  private static final Reader NUMBERS = Reader.of(Conversion.NONE);

  private static final Reader TIMES = new Reader(null, As.TIMESTAMP);

  Rule(MetricConfig config, LabelMapping labelling) {
    this(
        config,
        labelling,
        Reader.of(config.value().conversion()),
        divisor(config.value().conversion().scale()));
  }

  /**
   * For a scale such as 0.001 the whole number 1000, for others 0. Dividing by it is exact to the
   * last digit, multiplying by the scale is not always.
   */
  private static double divisor(double scale) {
    double inverse = Math.rint(1 / scale);
    return Double.isFinite(inverse) && Math.abs(scale) < 1 && 1 / inverse == scale ? inverse : 0;
  }

  /** The fields of a metric whose rows are its buckets or quantiles. */
  Shape.Parts parts() {
    return Objects.requireNonNull(config.shape().parts());
  }

  private Conversion conversion() {
    return config.value().conversion();
  }

  /** The value of every row, when no field gives it: the constant, or 1 for an info. */
  Object constant() {
    Double constant = conversion().constant();
    if (constant == null) {
      return ONE;
    }
    return constant;
  }

  /**
   * The number for the value of the field; for a stateset the index of the state.
   *
   * @param found not null
   * @param row gives the labels in the message of a failure
   */
  double number(Object found, Row row) throws ReadException {
    Object part = reader.part(found);
    if (part == null) {
      throw failure(
          "expected a text with "
              + Quoted.text(String.valueOf(conversion().pattern()))
              + ", "
              + found(found),
          row);
    }
    if (config.type() == MetricType.STATESET) {
      return state(part, row);
    }
    double number = unscaled(part, row);
    return checked(divisor == 0 ? number * conversion().scale() : number / divisor, row);
  }

  private double unscaled(Object part, Row row) throws ReadException {
    Double mapped = conversion().map().isEmpty() ? null : mapped(LabelText.of(part));
    Double number = mapped == null ? reader.number(part) : mapped;
    if (number == null) {
      throw failure("expected " + wanted() + ", " + found(part), row);
    }
    return number;
  }

  /** Looks a text up as it is, then without blanks around it: CHAR columns are padded. */
  private @Nullable Double mapped(String text) {
    Double number = conversion().map().get(text);
    return number == null ? conversion().map().get(text.strip()) : number;
  }

  private int state(Object part, Row row) throws ReadException {
    List<String> states = config.shape().states();
    int state = states.indexOf(LabelText.of(part).strip());
    if (state < 0) {
      throw failure("expected " + quoted("", states) + ", " + found(part), row);
    }
    return state;
  }

  private String wanted() {
    Map<String, Double> map = conversion().map();
    return map.isEmpty()
        ? reader.wanted()
        : quoted(reader.wanted() + " or ", map.keySet().stream().sorted().toList());
  }

  private static String quoted(String before, List<String> texts) {
    return texts.stream()
        .limit(LISTED)
        .map(Quoted::text)
        .collect(Collectors.joining(", ", before, texts.size() > LISTED ? ", …" : ""));
  }

  private static String found(Object value) {
    return switch (value) {
      case String text -> "found the text " + Quoted.text(text);
      case Number number -> "found " + LabelText.of(number);
      case Boolean truth -> "found " + truth;
      default -> "found a " + value.getClass().getName();
    };
  }

  /** The upper bound of a bucket, or a quantile. */
  double bound(String field, Object found, Row row) throws ReadException {
    double bound = number(NUMBERS, field, found, row);
    boolean quantile = config.type() == MetricType.SUMMARY;
    if (Double.isNaN(bound) || (quantile && (bound < 0 || bound > 1))) {
      throw failure(
          field,
          "expected %s, found %s"
              .formatted(
                  quantile ? "a quantile from 0 to 1" : "the bound of a bucket",
                  LabelText.of(bound)),
          row);
    }
    return bound;
  }

  /** The sum or the count of a histogram or summary; NaN when the row has none. */
  double part(@Nullable String field, @Nullable Object found, Row row) throws ReadException {
    return found == null ? Double.NaN : number(NUMBERS, field, found, row);
  }

  /** The time from the source in milliseconds since 1970; 0 when the row has none. */
  long millis(@Nullable Object found, Row row) throws ReadException {
    if (found == null) {
      return 0;
    }
    String field = config.shape().timestamp();
    double seconds = number(TIMES, field, found, row);
    if (!Double.isFinite(seconds)) {
      throw failure(field, "expected a time, found " + LabelText.of(seconds), row);
    }
    double millis = Math.abs(seconds) > LAST_SECOND ? seconds : seconds * 1000;
    if (Math.abs(millis) > LAST_SECOND * 1000) {
      throw failure(
          field,
          "expected seconds or milliseconds since 1970, found " + LabelText.of(seconds),
          row);
    }
    return Math.round(millis);
  }

  private double number(Reader by, @Nullable String field, Object found, Row row)
      throws ReadException {
    Double number = by.number(found);
    if (number == null) {
      throw failure(field, "expected " + by.wanted() + ", " + found(found), row);
    }
    return number;
  }

  /**
   * Returns the number when a metric of this type can have it. Histograms and summaries must not
   * observe NaN or infinity, since their sum would keep it for ever.
   */
  double checked(double number, Row row) throws ReadException {
    boolean counts = config.shape().parts() != null;
    boolean right =
        switch (config.type()) {
          case COUNTER -> number >= 0 && number != Double.POSITIVE_INFINITY;
          case HISTOGRAM ->
              Double.isFinite(number) && (!counts || (number >= 0 && number == Math.rint(number)));
          case SUMMARY -> counts || Double.isFinite(number);
          case GAUGE, INFO, UNTYPED, STATESET -> true;
        };
    if (!right) {
      String wanted =
          switch (config.type()) {
            case COUNTER -> "a finite number, not below 0, for a counter";
            case HISTOGRAM ->
                counts
                    ? "a whole number of observations, not below 0"
                    : "a finite number for a histogram";
            case SUMMARY -> "a finite number for a summary";
            case GAUGE, INFO, UNTYPED, STATESET -> "a number";
          };
      throw failure("expected %s, found %s".formatted(wanted, LabelText.of(number)), row);
    }
    return number;
  }

  /** A failure at this metric's value, in this row. */
  ReadException failure(String problem, Row row) throws ReadException {
    return failure(config.value().field(), problem, row);
  }

  /** A failure at one of this metric's fields, in this row. */
  ReadException failure(@Nullable String field, String problem, Row row) throws ReadException {
    return new ReadException(
        Reason.MAPPING,
        "metric %s: %s%s, in the row %s"
            .formatted(
                config.name(),
                field == null ? "" : "field " + field + ": ",
                problem,
                labelling.describe(row)),
        null);
  }

  /** A failure because two rows have the same labels. */
  ReadException duplicate(Row row) throws ReadException {
    return new ReadException(
        Reason.MAPPING,
        "metric %s: expected one row for each label set (or on-duplicate), found two with %s"
            .formatted(config.name(), labelling.describe(row)),
        null);
  }
}
