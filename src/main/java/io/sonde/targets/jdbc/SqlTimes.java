package io.sonde.targets.jdbc;

import io.sonde.targets.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Converts objects of drivers to values of a {@link Row}: times and intervals become seconds. */
final class SqlTimes {
  static final double MONTH = 30 * 86_400.0;
  static final double YEAR = 365.25 * 86_400.0;

  private SqlTimes() {}

  /**
   * The value of an object of a driver.
   *
   * @throws IllegalArgumentException when its type is unsuitable
   */
  static @Nullable Object value(@Nullable Object object) {
    return switch (object) {
      case null -> null;
      // By its decimal text: a float of 0.3 is 0.3, not 0.30000001192092896.
      case Float f -> Double.valueOf(f.toString());
      case Number n -> n;
      case Boolean b -> b;
      case String s -> s;
      case Character c -> c.toString();
      case UUID u -> u.toString();
      default -> seconds(object);
    };
  }

  /**
   * Seconds: since the epoch (without a zone: in UTC), since midnight, or of an interval.
   * PostgreSQL's {@code infinity} comes as the type's greatest value.
   *
   * @throws IllegalArgumentException when the object is not a time
   */
  static @Nullable Double seconds(@Nullable Object time) {
    return switch (time) {
      case null -> null;
      case java.sql.Timestamp t -> seconds(t.toLocalDateTime());
      case java.sql.Date d -> seconds(d.toLocalDate());
      case java.sql.Time t -> seconds(t.toLocalTime());
      case LocalDate d when d.equals(LocalDate.MAX) -> Double.POSITIVE_INFINITY;
      case LocalDate d when d.equals(LocalDate.MIN) -> Double.NEGATIVE_INFINITY;
      case LocalDate d -> d.toEpochDay() * 86_400.0;
      case LocalDateTime t when t.equals(LocalDateTime.MAX) -> Double.POSITIVE_INFINITY;
      case LocalDateTime t when t.equals(LocalDateTime.MIN) -> Double.NEGATIVE_INFINITY;
      case LocalDateTime t -> seconds(t.toInstant(ZoneOffset.UTC));
      case OffsetDateTime t when t.equals(OffsetDateTime.MAX) -> Double.POSITIVE_INFINITY;
      case OffsetDateTime t when t.equals(OffsetDateTime.MIN) -> Double.NEGATIVE_INFINITY;
      case OffsetDateTime t -> seconds(t.toInstant());
      case ZonedDateTime t -> seconds(t.toInstant());
      case Instant t -> t.getEpochSecond() + t.getNano() / 1e9;
      case LocalTime t -> t.toNanoOfDay() / 1e9;
      case OffsetTime t ->
          Math.floorMod(
                  t.toLocalTime().toNanoOfDay() - t.getOffset().getTotalSeconds() * 1_000_000_000L,
                  86_400_000_000_000L)
              / 1e9;
      case Duration d -> d.getSeconds() + d.getNano() / 1e9;
      case Period p -> p.getYears() * YEAR + p.getMonths() * MONTH + p.getDays() * 86_400.0;
      default ->
          throw new IllegalArgumentException(
              "expected a number, a boolean, a text or a time, found " + time.getClass().getName());
    };
  }
}
