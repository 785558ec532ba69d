package io.sonde.targets.jdbc;

import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Sink;
import io.sonde.targets.jdbc.sockets.ReceivedBytes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;

/** Runs queries in one session, within one read, and passes their rows to the sink one by one. */
final class SqlRead {
  /** The number of bytes of later fetches. The first rows show how many rows that is. */
  private static final long FETCH_BYTES = 256 * 1024;

  private static final int FETCH_ROWS = 1_000;

  private final JdbcConnection connection;
  private final Dialect dialect;
  private final ReceivedBytes received;
  private final long timeout;

  /**
   * @param timeout of each query, in milliseconds; 0 when it is set at the server
   */
  SqlRead(JdbcConnection connection, long timeout) {
    this.connection = connection;
    this.dialect = connection.dialect();
    this.received = connection.received();
    this.timeout = timeout;
  }

  /**
   * Reads all rows of a query.
   *
   * @param parameters the values of the parameters in the text
   */
  void rows(SqlText text, Map<String, SqlParameter> parameters, Fields fields, Sink sink)
      throws SQLException, ReadException {
    try (Statement statement = execute(text, parameters, 0)) {
      boolean rowsLeft = true;
      try {
        // Closed with its statement; on its own it would be closed before the session is
        // aborted.
        ResultSet rows = statement.getResultSet();
        received.clearMessagesWith(() -> {
          statement.clearWarnings();
          rows.clearWarnings();
        });
        SqlRow row = SqlRow.of(rows, fields, dialect);
        if (fields.isAll()) {
          sink.outline(row.outline());
        }
        pass(rows, row, sink);
        rowsLeft = false;
      } finally {
        if (rowsLeft && !dialect.closesEarly()) {
          // Closing the result would first read all remaining rows.
          connection.abort();
        }
      }
      if (statement.getMoreResults() || statement.getUpdateCount() != -1) {
        throw notOneQuery("several results");
      }
    }
  }

  private void pass(ResultSet rows, SqlRow row, Sink sink) throws SQLException, ReadException {
    long count = 0;
    long fetched = dialect.fetchSize();
    while (row.next()) {
      connection.check();
      sink.row(row);
      count++;
      if (count == fetched && dialect.changesFetchSize()) {
        long width = Math.max(1, Math.max(row.bytes(), received.total()) / count);
        int fetch = Math.clamp(FETCH_BYTES / width, 1, FETCH_ROWS);
        rows.setFetchSize(fetch);
        fetched = count + fetch;
      }
      received.consumed();
    }
  }

  /**
   * Whether the first value of a query is true, a number other than 0, or a text that is not empty.
   */
  boolean holds(SqlText text) throws SQLException, ReadException {
    try (Statement statement = execute(text, Map.of(), 1)) {
      SqlRow row = SqlRow.of(statement.getResultSet(), Fields.all(), dialect);
      Object value = row.next() ? row.first() : null;
      return switch (value) {
        case null -> false;
        case Boolean flag -> flag;
        case Number number -> number.doubleValue() != 0;
        default -> !value.toString().isEmpty();
      };
    }
  }

  /**
   * Prepares the statement of a query.
   *
   * @param mostRows the maximum number of rows; 0 for all
   */
  private Statement execute(SqlText text, Map<String, SqlParameter> parameters, int mostRows)
      throws SQLException, ReadException {
    boolean prepared = dialect.detectsQueries() || !text.parameters().isEmpty();
    Statement statement =
        prepared
            ? connection.jdbc().prepareStatement(text.sql())
            : connection.jdbc().createStatement();
    boolean done = false;
    try {
      connection.started(statement);
      received.clearMessagesWith(statement::clearWarnings);
      if (timeout > 0) {
        limit(statement);
      }
      if (mostRows > 0) {
        statement.setMaxRows(mostRows);
      } else {
        statement.setFetchSize(dialect.fetchSize());
      }
      if (!execute(statement, text, parameters)) {
        throw notOneQuery("no rows");
      }
      done = true;
      return statement;
    } finally {
      if (!done) {
        JdbcConnection.quietly(statement::close);
      }
    }
  }

  private boolean execute(Statement statement, SqlText text, Map<String, SqlParameter> parameters)
      throws SQLException {
    if (!(statement instanceof PreparedStatement prepared)) {
      return statement.execute(text.sql());
    }
    // A statement that is not a query is not run, if the driver can tell.
    if (dialect.detectsQueries() && prepared.getMetaData() == null) {
      return false;
    }
    for (int i = 0; i < text.parameters().size(); i++) {
      Objects.requireNonNull(parameters.get(text.parameters().get(i)))
          .bind(prepared, i + 1, dialect);
    }
    return prepared.execute();
  }

  private void limit(Statement statement) throws SQLException {
    try {
      statement.setQueryTimeout(JdbcTimeouts.seconds(timeout));
    } catch (SQLFeatureNotSupportedException e) {
      // The deadline ends the read instead.
    }
  }

  private ReadException notOneQuery(String found) {
    // It may have changed the session.
    connection.markBroken();
    return new ReadException(
        Reason.READ, "expected one query, found a statement with " + found, null);
  }
}
