package io.sonde.targets.jdbc;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Secret;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Logs in to a database: one attempt, never more. */
final class JdbcLogin {
  private JdbcLogin() {}

  /** Logs in, once, with the secrets as they are now, within the time of the read. */
  static JdbcSession open(JdbcConfig config, Driver driver, Reading reading) throws ReadException {
    var dialect = Dialect.of(config.url());
    var secrets = new ArrayList<>(List.of(config.url()));
    Drivers.hush();
    var properties = new Properties();
    properties.putAll(dialect.login(JdbcSession.millisLeft(reading)));
    try {
      for (Map.Entry<String, Secret> property : config.properties().entrySet()) {
        String value = property.getValue().reveal();
        properties.setProperty(property.getKey(), value);
        // Shorter ones are numbers and switches.
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
      throw new ReadException(Reason.AUTH, String.valueOf(e.getMessage()), null);
    }
    for (String statement : config.session()) {
      secrets.addAll(SqlText.strings(statement, dialect));
    }
    var failures = new SqlFailures(secrets);
    Connection connection = connect(driver, config.url(), properties, failures, reading);
    return JdbcSession.of(connection, dialect, failures, config.session(), reading);
  }

  private static Connection connect(
      Driver driver, String url, Properties properties, SqlFailures failures, Reading reading)
      throws ReadException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // Drivers of the folder look for their own plugins there.
    thread.setContextClassLoader(driver.getClass().getClassLoader());
    try {
      Connection connection = driver.connect(url, properties);
      if (connection == null) {
        throw new ReadException(
            Reason.CONNECT, driver.getClass().getName() + " does not take the URL", null);
      }
      return connection;
    } catch (SQLException e) {
      throw failures.login(e, JdbcSession.millisLeft(reading) <= JdbcSession.SLACK);
    } catch (LinkageError e) {
      throw new ReadException(
          Reason.CONNECT,
          driver.getClass().getName() + " lacks a class: " + failures.message(e),
          null);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
