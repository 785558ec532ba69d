package io.sonde.targets.jdbc;

import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Sink;
import java.time.Duration;
import java.util.Set;

/**
 * A SQL query of one database, taken apart once. Each read takes a session of its target for
 * itself. Thread-safe.
 */
final class JdbcQuery implements Query {
  private final Sessions sessions;
  private final boolean inProcess;
  private final SqlText text;
  private final Fields fields;

  /**
   * @param sessions of the target
   * @param url of the target
   */
  JdbcQuery(Sessions sessions, String url, JdbcQueryConfig config, Fields fields) {
    this.sessions = sessions;
    this.inProcess = Dialect.inProcess(url);
    this.text = SqlText.of(config.sql(), Dialect.of(url), Set.of());
    this.fields = fields;
  }

  @Override
  public int read(Reading reading, Sink sink) throws ReadException, InterruptedException {
    if (text.statements() != 1) {
      throw new ReadException(
          Reason.READ, "expected one statement, found " + text.statements(), null);
    }
    Duration timeout = reading.left();
    try (Lease lease = sessions.lease()) {
      reading.onCancel(lease::lose);
      JdbcSession session = lease.session(reading);
      if (inProcess) {
        try (var _ = reading.parsing()) {
          session.read(text, fields, reading, sink);
        }
      } else {
        session.read(text, fields, reading, sink);
      }
      return 0;
    } catch (ReadException | RuntimeException e) {
      // Whatever a driver says whose connection was taken away.
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
