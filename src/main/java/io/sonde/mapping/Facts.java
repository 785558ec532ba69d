package io.sonde.mapping;

import io.sonde.targets.Row;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one read as a whole: the row that {@code $duration}, {@code $status} and {@code
 * $rows} are fields of. Immutable.
 *
 * @param duration from its begin to its end, by the wall: {@code $duration}, in seconds
 * @param status the status that was answered, 0 for none: {@code $status}, missing when 0
 * @param rows the rows that were taken: {@code $rows}
 */
public record Facts(Duration duration, int status, long rows) implements Row {
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
