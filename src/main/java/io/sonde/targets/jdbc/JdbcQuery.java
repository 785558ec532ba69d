package io.sonde.targets.jdbc;

import io.sonde.targets.Fields;
import io.sonde.targets.ParameterRow;
import io.sonde.targets.Query;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Sink;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A SQL query of one database, parsed once. Each read takes a session of the target, and runs the
 * query once for each map of parameters. Thread-safe.
 */
final class JdbcQuery implements Query {
  private final Sessions sessions;
  private final boolean inProcess;
  private final SqlText text;
  private final @Nullable SqlText when;
  private final List<Map<String, SqlParameter>> parameters;

  /** The fields that are columns. */
  private final Fields fields;

  /**
   * @param sessions the sessions of the target
   * @param url the URL of the target
   */
  JdbcQuery(Sessions sessions, String url, JdbcQueryConfig config, Fields fields) {
    var dialect = Dialect.of(url);
    this.sessions = sessions;
    this.inProcess = Dialect.inProcess(url);
    this.parameters = config.parameters();
    Set<String> names = parameters.isEmpty() ? Set.of() : parameters.getFirst().keySet();
    this.text = SqlText.of(config.sql(), dialect, names);
    this.when = config.when() == null ? null : SqlText.of(config.when(), dialect, Set.of());
    this.fields = fields.isAll() ? fields : without(fields, names);
  }

  private static Fields without(Fields fields, Set<String> parameters) {
    var columns = new LinkedHashSet<>(fields.names());
    columns.removeAll(parameters);
    return Fields.of(columns);
  }

  @Override
  public boolean applies(Reading reading) throws ReadException, InterruptedException {
    if (when == null) {
      return true;
    }
    var applies = new boolean[1];
    try {
      read(reading, when, session -> applies[0] = session.holds(when, reading));
    } catch (ReadException e) {
      throw e.reason() == Reason.READ
          ? new ReadException(Reason.READ, "when: " + e.getMessage(), null)
          : e;
    }
    return applies[0];
  }

  @Override
  public int read(Reading reading, Sink sink) throws ReadException, InterruptedException {
    read(reading, text, session -> session.run(reading, read -> readAll(read, sink)));
    return 0;
  }

  private void readAll(SqlRead read, Sink sink) throws SQLException, ReadException {
    if (parameters.isEmpty()) {
      read.rows(text, Map.of(), fields, sink);
    }
    for (Map<String, SqlParameter> values : parameters) {
      var texts = new LinkedHashMap<String, String>();
      values.forEach((name, value) -> texts.put(name, value.text()));
      read.rows(text, values, fields, ParameterRow.sink(texts, sink));
    }
  }

  private interface Work {
    void run(JdbcSession session) throws ReadException;
  }

  private void read(Reading reading, SqlText sql, Work work)
      throws ReadException, InterruptedException {
    if (sql.statements() != 1) {
      throw new ReadException(
          Reason.READ, "expected one statement, found " + sql.statements(), null);
    }
    Duration timeout = reading.left();
    try (Lease lease = sessions.lease()) {
      reading.onCancel(lease::cancel);
      JdbcSession session = lease.session(reading);
      if (inProcess) {
        try (var _ = reading.parsing()) {
          work.run(session);
        }
      } else {
        work.run(session);
      }
    } catch (ReadException | RuntimeException e) {
      // After the connection was closed by the deadline, the exception of the driver is
      // irrelevant.
      if (reading.cancelled()) {
        throw new ReadException(
            Reason.TIMEOUT, "the deadline of " + timeout.toMillis() + " ms passed", null);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw e;
    } finally {
      reading.done();
    }
  }
}
