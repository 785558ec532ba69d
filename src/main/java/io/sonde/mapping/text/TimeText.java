package io.sonde.mapping.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Reads texts as times: ISO 8601 and RFC 3339, with {@code T} or a blank before the time of day,
 * and RFC 1123. A time without a zone is in UTC; a date is the start of the day.
 */
final class TimeText {
  private static final int LONGEST = 100;
  private static final double NANOS = 1e9;

  private static final DateTimeFormatter ISO =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendPattern("[XXX][XX][X]")
          .optionalEnd()
          .optionalStart()
          .appendLiteral('[')
          .appendZoneRegionId()
          .appendLiteral(']')
          .toFormatter(java.util.Locale.ROOT);

  private TimeText() {}

  /** Seconds since 1970; null when the text is not a time. */
  static @Nullable Double seconds(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return null;
    }
    try {
      Instant instant =
          Character.isLetter(text.charAt(0))
              ? ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()
              : iso(text);
      return instant.getEpochSecond() + instant.getNano() / NANOS;
    } catch (DateTimeException _) {
      return null;
    }
  }

  private static Instant iso(String text) {
    int blank = text.indexOf(' ');
    String joined = blank < 0 ? text : text.substring(0, blank) + "T" + text.substring(blank + 1);
    TemporalAccessor time =
        ISO.parseBest(
            joined.replace(" ", ""), OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
    return switch (time) {
      case OffsetDateTime offset -> offset.toInstant();
      case LocalDateTime local -> local.toInstant(ZoneOffset.UTC);
      case LocalDate date -> date.atStartOfDay().toInstant(ZoneOffset.UTC);
      default -> throw new DateTimeException("no time");
    };
  }
}
