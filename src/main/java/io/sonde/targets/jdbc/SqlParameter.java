package io.sonde.targets.jdbc;

import io.sonde.yaml.Node;
import io.sonde.yaml.Value;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.regex.Pattern;

/**
 * The value of one parameter. An unquoted number, {@code true} or {@code false} is bound as a
 * number or boolean, anything else as a text. Immutable.
 *
 * @param text as it was written
 * @param quoted true when it was quoted and is always a text
 */
public record SqlParameter(String text, boolean quoted) {
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d{1,3})?");
  private static final int LONGEST_NUMBER = 100;

  static SqlParameter of(Value value) {
    return new SqlParameter(value.text(), value.node() instanceof Node.Text text && text.quoted());
  }

  /**
   * Binds it to a parameter of a statement, with the type that the database would give the literal.
   */
  void bind(PreparedStatement statement, int place, Dialect dialect) throws SQLException {
    if (!quoted && (text.equals("true") || text.equals("false"))) {
      statement.setBoolean(place, text.equals("true"));
    } else if (!quoted && text.length() <= LONGEST_NUMBER && NUMBER.matcher(text).matches()) {
      number(statement, place, new BigDecimal(text));
    } else if (dialect == Dialect.POSTGRESQL) {
      // Like a quoted literal, it is converted to a date, a UUID or an enumeration where one is
      // expected.
      statement.setObject(place, text, Types.OTHER);
    } else {
      statement.setString(place, text);
    }
  }

  private static void number(PreparedStatement statement, int place, BigDecimal number)
      throws SQLException {
    boolean whole = number.scale() <= 0 && number.precision() - number.scale() <= 18;
    if (!whole) {
      statement.setBigDecimal(place, number);
    } else if (number.longValue() == number.intValue()) {
      statement.setInt(place, number.intValue());
    } else {
      statement.setLong(place, number.longValue());
    }
  }
}
