package io.sonde.mapping;

import io.sonde.targets.Row;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Facts about one read as a whole: a row with the fields {@code $duration}, {@code $status} and
 * {@code $rows}. Immutable.
 *
 * @param duration the wall clock time of the read: {@code $duration}, in seconds
 * @param status the status of the answer, 0 for none: {@code $status}, missing when 0
 * @param rows the number of rows: {@code $rows}
 */
public record ReadFacts(Duration duration, int status, long rows) implements Row {
  private static final double NANOS = 1e9;

  @Override
  public @Nullable Object field(String field) {
    return switch (field) {
      case "$duration" -> duration.toNanos() / NANOS;
      case "$status" -> status == 0 ? null : status;
      case "$rows" -> rows;
      default -> null;
    };
  }
}
