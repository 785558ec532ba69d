package io.sonde.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the samples of a metric have beside labels and a value. Immutable.
 *
 * @param buckets upper bounds of a histogram that is observed, ascending, without infinity; empty
 *     for other metrics
 * @param nativeBuckets true for a histogram whose buckets client_java chooses
 * @param quantiles quantiles of a summary that is observed; empty for other metrics
 * @param states the states of a stateset; empty for other types
 * @param parts for a histogram or summary whose rows are its buckets or quantiles; null for others
 * @param timestamp the field with the source's time; null for none
 */
public record Shape(
    List<Double> buckets,
    boolean nativeBuckets,
    List<Double> quantiles,
    List<String> states,
    @Nullable Parts parts,
    @Nullable String timestamp) {
  /** A value and nothing else. */
  public static final Shape PLAIN = new Shape(List.of(), false, List.of(), List.of(), null, null);

  public Shape {
    buckets = List.copyOf(buckets);
    quantiles = List.copyOf(quantiles);
    states = List.copyOf(states);
  }

  /**
   * The fields of a histogram or summary that the source has already: each row is one bucket or one
   * quantile.
   *
   * @param bound the field with the upper bound of the bucket ({@code le}) or the quantile
   * @param sum the field with the sum of the series; null for none
   * @param count the field with its count; null for none
   */
  public record Parts(String bound, @Nullable String sum, @Nullable String count) {
    List<String> fields() {
      return Stream.of(bound, sum, count).filter(Objects::nonNull).toList();
    }
  }

  /** A histogram that is observed. */
  public static Shape ofBuckets(List<Double> buckets) {
    return new Shape(buckets, false, List.of(), List.of(), null, null);
  }

  /** A summary that is observed. */
  public static Shape ofQuantiles(List<Double> quantiles) {
    return new Shape(List.of(), false, quantiles, List.of(), null, null);
  }

  /** A histogram or summary whose rows are its buckets or quantiles. */
  public static Shape ofParts(Parts parts) {
    return new Shape(List.of(), false, List.of(), List.of(), parts, null);
  }

  /** The fields that it takes from a row. */
  public List<String> fields() {
    List<String> fields = new ArrayList<>(parts == null ? List.of() : parts.fields());
    if (timestamp != null) {
      fields.add(timestamp);
    }
    return fields;
  }
}
