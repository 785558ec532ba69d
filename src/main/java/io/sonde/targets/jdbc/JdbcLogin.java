package io.sonde.targets.jdbc;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Secret;
import io.sonde.targets.jdbc.sockets.ReceivedBytes;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** Logs in to a database, with one attempt. For one thread. */
final class JdbcLogin {
  private final JdbcConfig config;
  private final Driver driver;
  private final Reading reading;
  private final ReceivedBytes received;
  private final Dialect dialect;
  private final List<String> secrets = new ArrayList<>();

  /**
   * @param received counts the bytes of the new session
   */
  JdbcLogin(JdbcConfig config, Driver driver, Reading reading, ReceivedBytes received) {
    this.config = config;
    this.driver = driver;
    this.reading = reading;
    this.received = received;
    this.dialect = Dialect.of(config.url());
  }

  /**
   * Logs in once, with the present values of the secrets, before the deadline of the read. On any
   * failure everything that was opened is closed.
   */
  JdbcSession open() throws ReadException {
    Drivers.silenceDriverLogs();
    secrets.add(config.url());
    Properties properties = properties();
    for (String statement : config.session()) {
      secrets.addAll(SqlText.strings(statement, dialect));
    }
    var failures = new SqlFailures(secrets);
    received.begin(reading);
    JdbcConnection connection =
        new JdbcConnection(connect(properties, failures), dialect, received);
    boolean ready = false;
    try {
      JdbcSession session = prepare(connection, failures);
      ready = true;
      return session;
    } catch (SQLException e) {
      ReadException limit = received.failure();
      throw limit == null ? failures.read(e) : limit;
    } finally {
      if (!ready) {
        received.closeSocket();
        connection.abort();
        var _ = connection.close();
      }
    }
  }

  private Properties properties() throws ReadException {
    var properties = new Properties();
    properties.putAll(DriverProperties.of(dialect, JdbcTimeouts.millisLeft(reading)));
    try {
      for (Map.Entry<String, Secret> property : config.properties().entrySet()) {
        String value = property.getValue().reveal();
        properties.setProperty(property.getKey(), value);
        // Shorter values are numbers and switches, not secrets.
        if (value.length() > 5) {
          secrets.add(value);
        }
      }
      if (config.username() != null) {
        properties.setProperty("user", config.username());
      }
      if (config.password() != null) {
        String password = config.password().reveal();
        properties.setProperty("password", password);
        secrets.add(password);
      }
    } catch (IOException e) {
      // Not AUTH, since the server has not refused anything.
      throw new ReadException(Reason.CONNECT, String.valueOf(e.getMessage()), null);
    }
    return properties;
  }

  private Connection connect(Properties properties, SqlFailures failures) throws ReadException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // Drivers in the folder load their own plugins with this class loader.
    thread.setContextClassLoader(driver.getClass().getClassLoader());
    try {
      Connection connection =
          ScopedValue.where(ReceivedBytes.OF_LOGIN, received)
              .call(() -> driver.connect(config.url(), properties));
      if (connection == null) {
        throw new ReadException(
            Reason.CONNECT, driver.getClass().getName() + " does not accept the URL", null);
      }
      return connection;
    } catch (SQLException e) {
      ReadException limit = received.failure();
      throw limit == null
          ? failures.login(e, JdbcTimeouts.millisLeft(reading) <= JdbcTimeouts.SLACK)
          : limit;
    } catch (LinkageError e) {
      throw new ReadException(
          Reason.CONNECT,
          driver.getClass().getName() + " lacks a class: " + failures.message(e),
          null);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private JdbcSession prepare(JdbcConnection opened, SqlFailures failures)
      throws SQLException, ReadException {
    Connection connection = opened.jdbc();
    try {
      connection.setReadOnly(true);
    } catch (SQLFeatureNotSupportedException e) {
      // Not all drivers support this hint.
    }
    JdbcTimeouts.limitNetwork(connection, reading);
    // MySQL, also used with MariaDB's driver, does not have this setting.
    boolean serverTimeout =
        dialect.hasServerTimeout()
            && (dialect != Dialect.MARIADB
                || "MariaDB".equals(connection.getMetaData().getDatabaseProductName()));
    try (Statement statement = connection.createStatement()) {
      run(statement, dialect.initStatements());
      run(statement, dialect.readOnlyStatements());
      for (String sql : dialect.optionalStatements()) {
        try {
          statement.execute(sql);
        } catch (SQLException e) {
          // Older servers, and others with the same protocol, lack the setting. A lost connection
          // is an error.
          if (!connection.isValid(JdbcTimeouts.seconds(JdbcTimeouts.millisLeft(reading)))) {
            throw e;
          }
        }
      }
      if (!config.session().isEmpty()) {
        runConfigured(statement, failures);
        run(statement, dialect.readOnlyStatements());
      }
    }
    return new JdbcSession(opened, failures, serverTimeout, reading);
  }

  private static void run(Statement statement, List<String> sql) throws SQLException {
    for (String one : sql) {
      statement.execute(one);
    }
  }

  /**
   * Runs the statements of the configuration; messages name the index of a statement, not its text.
   */
  private void runConfigured(Statement statement, SqlFailures failures) throws ReadException {
    for (int i = 0; i < config.session().size(); i++) {
      String place = "session[" + i + "]: ";
      SqlText text = SqlText.of(config.session().get(i), dialect, Set.of());
      if (text.statements() != 1) {
        throw new ReadException(
            Reason.READ, place + "expected one statement, found " + text.statements(), null);
      }
      try {
        statement.execute(text.sql());
      } catch (SQLException e) {
        ReadException failure = failures.read(e);
        throw new ReadException(failure.reason(), place + failure.getMessage(), null);
      }
    }
  }
}
