package io.sonde.targets.jdbc;

import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Row;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over the rows of a result. A field is a column, by its label.
 *
 * <p>A field is the column with exactly this label, or else the only column whose label differs in
 * case only. A field without a column fails the read, since it would be missing in every row.
 */
final class SqlRow implements Row {
  /**
   * A column that is used.
   *
   * @param value null for a column of an unsuitable type
   */
  private record Column(int number, String label, String type, @Nullable SqlValue value) {}

  private final ResultSet rows;
  private final List<String> labels;

  /**
   * The wanted columns in the order of the result, since some drivers can read them in this order
   * only.
   */
  private final List<Column> columns;

  private final Map<String, Integer> places;
  private final boolean isAll;
  private final @Nullable Object[] values;
  private long bytes;

  private SqlRow(
      ResultSet rows,
      List<String> labels,
      List<Column> columns,
      Map<String, Integer> places,
      boolean isAll) {
    this.rows = rows;
    this.labels = List.copyOf(labels);
    this.columns = List.copyOf(columns);
    this.places = places;
    this.isAll = isAll;
    this.values = new Object[columns.size()];
  }

  /**
   * A cursor before the first row. When all fields are wanted, a column that cannot be read fails
   * that field only.
   *
   * @throws ReadException when a field matches no column or several, or a column of an unsuitable
   *     type
   */
  static SqlRow of(ResultSet rows, Fields fields, Dialect dialect)
      throws SQLException, ReadException {
    ResultSetMetaData meta = rows.getMetaData();
    var labels = new ArrayList<String>();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      labels.add(meta.getColumnLabel(i));
    }
    var places = new LinkedHashMap<String, Integer>();
    for (String field : fields.isAll() ? labels : fields.names()) {
      places.put(field, fields.isAll() ? labels.indexOf(field) + 1 : number(field, labels));
    }
    var columns = new ArrayList<Column>();
    var found = new HashMap<Integer, Integer>();
    for (int number : places.values().stream().distinct().sorted().toList()) {
      String label = labels.get(number - 1);
      String type = String.valueOf(meta.getColumnTypeName(number));
      SqlValue value = SqlValue.of(meta.getColumnType(number), type, dialect);
      if (value == null && !fields.isAll()) {
        throw noValue(label, type);
      }
      found.put(number, columns.size());
      columns.add(new Column(number, label, type, value));
    }
    places.replaceAll((_, number) -> Objects.requireNonNull(found.get(number)));
    return new SqlRow(rows, labels, columns, places, fields.isAll());
  }

  private static int number(String field, List<String> labels) throws ReadException {
    int found = onlyMatch(field, labels, String::equals);
    if (found == 0) {
      found = onlyMatch(field, labels, String::equalsIgnoreCase);
    }
    if (found == 0) {
      throw new ReadException(
          Reason.READ,
          "field "
              + field
              + ": expected a column of the result ("
              + String.join(", ", labels)
              + "), found none",
          null);
    }
    return found;
  }

  private interface Match {
    boolean test(String field, String label);
  }

  private static int onlyMatch(String field, List<String> labels, Match match)
      throws ReadException {
    int found = 0;
    for (int i = 0; i < labels.size(); i++) {
      if (match.test(field, labels.get(i))) {
        if (found != 0) {
          throw new ReadException(
              Reason.READ,
              "field "
                  + field
                  + ": expected one column of the result, found columns "
                  + found
                  + " ("
                  + labels.get(found - 1)
                  + ") and "
                  + (i + 1)
                  + " ("
                  + labels.get(i)
                  + "); give them different names with AS",
              null);
        }
        found = i + 1;
      }
    }
    return found;
  }

  /** Goes to the next row and reads it; false when there is none. */
  boolean next() throws SQLException, ReadException {
    if (!rows.next()) {
      return false;
    }
    for (int i = 0; i < values.length; i++) {
      Object value = value(columns.get(i));
      if (!isAll && value instanceof ReadException failure) {
        throw failure;
      }
      values[i] = value;
      bytes += value instanceof String text ? 48 + 2L * text.length() : 16;
    }
    return true;
  }

  /** The value of a column in this row, or the failure to read it. */
  private @Nullable Object value(Column column) throws SQLException {
    if (column.value() == null) {
      return noValue(column.label(), column.type());
    }
    try {
      return column.value().read(rows, column.number());
    } catch (ReadException e) {
      return e;
    } catch (IllegalArgumentException e) {
      return failed(column.label(), column.type(), "has a value that cannot be read", e);
    }
  }

  /** The approximate memory of the values of all rows so far. */
  long bytes() {
    return bytes;
  }

  @Override
  public @Nullable Object field(String field) throws ReadException {
    Integer place = places.get(field);
    if (place == null || isAll) {
      if (!isAll) {
        throw new IllegalArgumentException("the read was not asked for the field " + field);
      }
      // Resolves the field as a read that asks for it would.
      place = places.get(labels.get(number(field, labels) - 1));
    }
    if (place != null && values[place] instanceof ReadException failure) {
      throw failure;
    }
    return place == null ? null : values[place];
  }

  /** The value of the first column, whatever its name; for a row of all fields. */
  @Nullable Object first() throws ReadException {
    if (values[0] instanceof ReadException failure) {
      throw failure;
    }
    return values[0];
  }

  @Override
  public Set<String> names() {
    return new LinkedHashSet<>(labels);
  }

  @Override
  public @Nullable String type(String field) {
    Integer place = isAll ? places.get(field) : null;
    return place == null ? null : columns.get(place).type();
  }

  /** The columns with their types. */
  Map<String, String> outline() {
    var types = new LinkedHashMap<String, String>();
    columns.forEach(column -> types.putIfAbsent(column.label(), column.type()));
    return types;
  }

  private static ReadException noValue(String label, String type) {
    return failed(
        label, type, "is not a number, boolean, text or time; cast it in the query", null);
  }

  private static ReadException failed(
      String label, String type, String what, @Nullable Exception why) {
    String reason = why == null ? "" : ": " + why.getMessage();
    return new ReadException(
        Reason.READ, "column " + label + " of type " + type + " " + what + reason, null);
  }
}
