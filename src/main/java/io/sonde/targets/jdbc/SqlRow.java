package io.sonde.targets.jdbc;

import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Row;
import io.sonde.yaml.Ordered;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a result, one after the other: a field is a column, by its label.
 *
 * <p>A field names the column with exactly its label, or else the only one whose label differs in
 * case alone. Since the columns of a result are known, a field that is none of them is a mistake
 * and fails the read; it would otherwise be missing in silence, for ever.
 */
final class SqlRow implements Row {
  private record Column(int number, String label, String type, SqlValue value) {}

  private final ResultSet rows;

  /** The wanted columns in the order of the result: some drivers can read them in no other. */
  private final List<Column> columns;

  private final Map<String, Integer> places;
  private final Set<String> names;
  private final @Nullable Object[] values;
  private long bytes;

  private SqlRow(
      ResultSet rows, List<Column> columns, Map<String, Integer> places, Set<String> names) {
    this.rows = rows;
    this.columns = List.copyOf(columns);
    this.places = places;
    this.names = names;
    this.values = new Object[columns.size()];
  }

  /**
   * Stands before the first row of a result. Where all fields are wanted, columns that hold no
   * values are left out.
   *
   * @throws ReadException when a field is no column of the result, or more than one, or of a type
   *     that is no value
   */
  static SqlRow of(ResultSet rows, Fields fields, Dialect dialect)
      throws SQLException, ReadException {
    ResultSetMetaData meta = rows.getMetaData();
    var labels = new ArrayList<String>();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      labels.add(meta.getColumnLabel(i));
    }
    var places = new LinkedHashMap<String, Integer>();
    if (fields.isAll()) {
      for (int i = 0; i < labels.size(); i++) {
        places.putIfAbsent(labels.get(i), i + 1);
      }
    }
    for (String field : fields.names()) {
      places.put(field, number(field, labels));
    }
    var columns = new ArrayList<Column>();
    var found = new HashMap<Integer, Integer>();
    for (int number : places.values().stream().distinct().sorted().toList()) {
      String label = labels.get(number - 1);
      String type = String.valueOf(meta.getColumnTypeName(number));
      SqlValue value = SqlValue.of(meta.getColumnType(number), type, dialect);
      if (value != null) {
        found.put(number, columns.size());
        columns.add(new Column(number, label, type, value));
      } else if (!fields.isAll()) {
        throw failed(
            label, type, "is no number, boolean, text or time; cast it in the query", null);
      }
    }
    places.values().removeIf(number -> !found.containsKey(number));
    places.replaceAll((_, number) -> Objects.requireNonNull(found.get(number)));
    return new SqlRow(
        rows, columns, places, fields.isAll() ? Ordered.copyOf(places).keySet() : Set.of());
  }

  private static int number(String field, List<String> labels) throws ReadException {
    int found = only(field, labels, String::equals);
    if (found == 0) {
      found = only(field, labels, String::equalsIgnoreCase);
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

  private static int only(String field, List<String> labels, Match match) throws ReadException {
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
                  + "); name them apart with AS",
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
      Column column = columns.get(i);
      try {
        Object value = column.value().read(rows, column.number());
        values[i] = value;
        bytes += value instanceof String text ? 48 + 2L * text.length() : 16;
      } catch (IllegalArgumentException e) {
        throw failed(column.label(), column.type(), "has a value that cannot be read", e);
      }
    }
    return true;
  }

  /** About what the values of all rows so far took in memory. */
  long bytes() {
    return bytes;
  }

  @Override
  public @Nullable Object field(String field) {
    Integer place = places.get(field);
    if (place == null) {
      throw new IllegalArgumentException("the read was not asked for the field " + field);
    }
    return values[place];
  }

  @Override
  public Set<String> names() {
    return names;
  }

  private static ReadException failed(
      String label, String type, String what, @Nullable Exception why) {
    String reason = why == null ? "" : ": " + why.getMessage();
    return new ReadException(
        Reason.READ, "column " + label + " of type " + type + " " + what + reason, null);
  }
}
