package io.sonde.mapping;

import io.sonde.config.CollectorConfig.MetricConfig;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Row;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the metrics of a configuration at work: from what a field holds to the number of a
 * sample. Immutable.
 *
 * @param labelling shared with the metrics that have the same labels
 * @param divisor what the value is divided by instead of being multiplied by {@code scale}; 0 to
 *     multiply
 */
record Rule(MetricConfig config, Labelling labelling, double divisor) {
  private static final int LISTED = 8;

  Rule(MetricConfig config, Labelling labelling) {
    this(config, labelling, divisor(config.scale()));
  }

  /**
   * The whole number of which a scale such as 0.001 is the inverse, else 0: 3 / 1000 is the double
   * that is nearest to 0.003, which 3 * 0.001 is not always.
   */
  private static double divisor(double scale) {
    double inverse = Math.rint(1 / scale);
    return Double.isFinite(inverse) && Math.abs(scale) < 1 && 1 / inverse == scale ? inverse : 0;
  }

  /**
   * The number for what the field holds, not null.
   *
   * @param row for the labels in the message, when it fails
   */
  double number(Object found, Row row) throws ReadException {
    double number = unscaled(found, row);
    return checked(divisor == 0 ? number * config.scale() : number / divisor, row);
  }

  private double unscaled(Object found, Row row) throws ReadException {
    Double mapped = config.valueMap().isEmpty() ? null : mapped(LabelText.of(found));
    if (mapped != null) {
      return mapped;
    }
    return switch (found) {
      case Number number -> number.doubleValue();
      case Boolean truth -> truth ? 1 : 0;
      case String text -> {
        Double number = NumericText.parse(text);
        if (number == null) {
          throw failure("expected " + wanted() + ", found the text " + Quoted.text(text), row);
        }
        yield number;
      }
      default ->
          throw failure("expected " + wanted() + ", found a " + found.getClass().getName(), row);
    };
  }

  /** As it stands, or without blanks around it: CHAR columns are filled up with them. */
  private @Nullable Double mapped(String text) {
    Double number = config.valueMap().get(text);
    return number == null ? config.valueMap().get(text.strip()) : number;
  }

  private String wanted() {
    if (config.valueMap().isEmpty()) {
      return "a number";
    }
    return config.valueMap().keySet().stream()
        .sorted()
        .limit(LISTED)
        .map(Quoted::text)
        .collect(
            Collectors.joining(
                ", ", "a number or ", config.valueMap().size() > LISTED ? ", …" : ""));
  }

  /**
   * Returns the number when a metric of this type can have it. Sums must stay finite for ever: one
   * NaN or infinity that is observed could not be taken back.
   */
  double checked(double number, Row row) throws ReadException {
    boolean right =
        switch (config.type()) {
          case COUNTER -> number >= 0 && number != Double.POSITIVE_INFINITY;
          case HISTOGRAM, SUMMARY -> Double.isFinite(number);
          case GAUGE, INFO -> true;
        };
    if (!right) {
      String wanted =
          switch (config.type()) {
            case COUNTER -> "a finite number, not below 0, for a counter";
            case HISTOGRAM -> "a finite number for a histogram";
            case SUMMARY -> "a finite number for a summary";
            case GAUGE, INFO -> "a number";
          };
      throw failure("expected %s, found %s".formatted(wanted, LabelText.of(number)), row);
    }
    return number;
  }

  /** A failure at this metric's field, in this row. */
  ReadException failure(String problem, Row row) throws ReadException {
    return new ReadException(
        Reason.MAPPING,
        "metric %s: field %s: %s, in the row %s"
            .formatted(config.name(), config.value(), problem, labelling.describe(row)),
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
