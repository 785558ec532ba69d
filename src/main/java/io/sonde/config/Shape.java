package io.sonde.config;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What samples have beside labels and a value. Immutable.
 *
 * @param nativeBuckets true for a histogram whose buckets client_java chooses
 * @param states the states of a stateset; empty for other types
 * @param bound the field with the upper bound ({@code le}) or the quantile, where each row is one
 *     bucket or one quantile; null where rows are observed
 * @param sum the field with the sum of such a series; null for none
 * @param count the field with its count; null for none
 * @param timestamp the field with the source's time; null for none
 */
public record Shape(
    boolean nativeBuckets,
    List<String> states,
    @Nullable String bound,
    @Nullable String sum,
    @Nullable String count,
    @Nullable String timestamp) {
  /** A value and no more. */
  public static final Shape PLAIN = new Shape(false, List.of(), null, null, null, null);

  public Shape {
    states = List.copyOf(states);
  }

  /** The fields that it takes. */
  public List<String> fields() {
    return Stream.of(bound, sum, count, timestamp).filter(java.util.Objects::nonNull).toList();
  }
}
