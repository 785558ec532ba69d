package io.sonde.targets.jdbc;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import java.io.IOException;
import java.io.Reader;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Types;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of one column as {@link Number}, {@link Boolean}, {@link String}, or null.
 *
 * <ul>
 *   <li>Numbers of every width, NaN and infinities included. {@code BIT(1)} is a boolean, {@code
 *       BIT(n)} a number.
 *   <li>Texts as they are; {@code CHAR(n)} without trailing blanks. UUIDs, enumerations, JSON, XML
 *       and PostgreSQL's {@code money} are texts.
 *   <li>Points in time are seconds since the epoch. Those without a zone, dates included, are read
 *       as UTC. {@code TIME} is seconds since midnight. Intervals are seconds, a month taken as 30
 *       days and a year as 365.25, as PostgreSQL does.
 *   <li>Arrays, binary data, rows and objects are not supported.
 * </ul>
 */
@FunctionalInterface
interface SqlValue {
  /**
   * The value of a column of the current row. The first column is 1.
   *
   * @throws IllegalArgumentException when the object of the driver is of an unsuitable type
   * @throws ReadException {@code LIMIT}, when it is too long
   */
  @Nullable Object read(ResultSet row, int column) throws SQLException, ReadException;

  /** Microsoft's DATETIMEOFFSET and Oracle's two timestamps with a zone. */
  int DATETIMEOFFSET = -155;

  int ORACLE_TIMESTAMPTZ = -101;
  int ORACLE_TIMESTAMPLTZ = -102;

  /** How to read a column of the type; null for an unsuitable type. */
  static @Nullable SqlValue of(int type, String typeName, Dialect dialect) {
    String name = typeName.toLowerCase(Locale.ROOT);
    if (name.equals("record") || name.startsWith("geometry")) {
      return null;
    }
    SqlValue named = ofName(name, dialect);
    if (named != null) {
      return named;
    }
    return switch (type) {
      case Types.TINYINT,
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE,
          Types.NUMERIC,
          Types.DECIMAL,
          Types.BOOLEAN ->
          SqlValue::plain;
      case Types.BIT -> SqlValue::bits;
      case Types.CHAR, Types.NCHAR -> SqlValue::padded;
      case Types.VARCHAR,
          Types.NVARCHAR,
          Types.LONGVARCHAR,
          Types.LONGNVARCHAR,
          Types.SQLXML,
          Types.ROWID ->
          ResultSet::getString;
      case Types.CLOB, Types.NCLOB -> SqlValue::large;
      case Types.DATE -> (row, i) -> SqlTimes.seconds(typed(row, i, LocalDate.class));
      case Types.TIME ->
          // MariaDB's TIME is a duration, of up to 838 hours.
          dialect == Dialect.MARIADB
              ? (row, i) -> SqlTimes.seconds(typed(row, i, Duration.class))
              : (row, i) -> SqlTimes.seconds(typed(row, i, LocalTime.class));
      case Types.TIME_WITH_TIMEZONE ->
          (row, i) -> SqlTimes.seconds(typed(row, i, OffsetTime.class));
      case Types.TIMESTAMP -> (row, i) -> SqlTimes.seconds(typed(row, i, LocalDateTime.class));
      case Types.TIMESTAMP_WITH_TIMEZONE, DATETIMEOFFSET, ORACLE_TIMESTAMPTZ, ORACLE_TIMESTAMPLTZ ->
          (row, i) -> SqlTimes.seconds(typed(row, i, OffsetDateTime.class));
      case Types.NULL -> (row, i) -> null;
      // PostgreSQL's own types (inet, xid, json, enumerations …) are read as text.
      case Types.OTHER -> dialect == Dialect.POSTGRESQL ? ResultSet::getString : SqlValue::plain;
      case Types.ARRAY,
          Types.BINARY,
          Types.VARBINARY,
          Types.LONGVARBINARY,
          Types.BLOB,
          Types.STRUCT,
          Types.REF,
          Types.REF_CURSOR,
          Types.DATALINK,
          Types.JAVA_OBJECT ->
          null;
      default -> SqlValue::plain;
    };
  }

  /** Types that drivers report as another one, or as unknown. */
  private static @Nullable SqlValue ofName(String name, Dialect dialect) {
    boolean postgres = dialect == Dialect.POSTGRESQL;
    if (name.startsWith("interval")) {
      return postgres ? SqlValue::postgresInterval : interval(name);
    }
    if (name.startsWith("enum")) {
      return ResultSet::getString;
    }
    return switch (name) {
      case "uuid", "uniqueidentifier", "json", "jsonb" -> ResultSet::getString;
      case "timestamptz" -> (row, i) -> SqlTimes.seconds(typed(row, i, OffsetDateTime.class));
      case "timetz" -> (row, i) -> SqlTimes.seconds(typed(row, i, OffsetTime.class));
      // It is written in the locale of the server; the driver can parse one locale only.
      case "money" -> postgres ? ResultSet::getString : null;
      default -> null;
    };
  }

  /** The maximum length in characters of a value that is read as a stream. */
  int LONGEST = 1 << 20;

  private static @Nullable String large(ResultSet row, int column)
      throws SQLException, ReadException {
    try (Reader characters = row.getCharacterStream(column)) {
      if (characters == null) {
        return null;
      }
      var text = new StringBuilder();
      var buffer = new char[8192];
      int read;
      while ((read = characters.read(buffer)) >= 0) {
        if (text.length() + read > LONGEST) {
          throw new ReadException(
              Reason.LIMIT, "expected at most " + LONGEST + " characters, found more", null);
        }
        text.append(buffer, 0, read);
      }
      return text.toString();
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }

  private static @Nullable Object plain(ResultSet row, int column) throws SQLException {
    return SqlTimes.value(row.getObject(column));
  }

  private static @Nullable String padded(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    if (text == null) {
      return null;
    }
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }

  private static @Nullable Object bits(ResultSet row, int column) throws SQLException {
    Object value = row.getObject(column);
    return switch (value) {
      case null -> null;
      case Boolean b -> b;
      case Number n -> n;
      case byte[] bytes -> new BigInteger(1, bytes);
      // PostgreSQL: an object of the driver, written in bits.
      default -> new BigInteger(value.toString(), 2);
    };
  }

  /** A value as a type of {@code java.time}, by a method that the driver supports. */
  private static @Nullable Object typed(ResultSet row, int column, Class<?> type)
      throws SQLException {
    try {
      return row.getObject(column, type);
    } catch (SQLFeatureNotSupportedException | AbstractMethodError e) {
      return row.getObject(column);
    }
  }

  private static SqlValue interval(String name) {
    boolean months = name.contains("year") || name.contains("month");
    return (row, i) -> SqlTimes.seconds(typed(row, i, months ? Period.class : Duration.class));
  }

  Pattern INTERVAL_PART = Pattern.compile("(-?[\\d.]+(?:E-?\\d+)?) (year|mon|day|hour|min|sec)s?");

  /** The text of the driver's object is {@code 0 years 1 mons 2 days 3 hours 4 mins 5.6 secs}. */
  private static @Nullable Object postgresInterval(ResultSet row, int column) throws SQLException {
    Object value = row.getObject(column);
    if (value == null) {
      return null;
    }
    double seconds = 0;
    for (MatchResult part : INTERVAL_PART.matcher(value.toString()).results().toList()) {
      seconds +=
          Double.parseDouble(part.group(1))
              * switch (part.group(2)) {
                case "year" -> SqlTimes.YEAR;
                case "mon" -> SqlTimes.MONTH;
                case "day" -> 86_400;
                case "hour" -> 3_600;
                case "min" -> 60;
                default -> 1;
              };
    }
    return seconds;
  }
}
