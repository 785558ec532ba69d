package io.sonde.targets.jdbc;

import io.sonde.targets.QueryConfig;
import io.sonde.targets.SecretKeys;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import io.sonde.targets.TargetKind;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import java.util.List;

/** SQL databases. Thread-safe. */
public final class JdbcKind implements TargetKind {
  private static final Key<String> URL =
      Key.of(
              "url",
              Types.TEXT,
              "The JDBC URL. Drivers of H2, PostgreSQL and MariaDB come along; further ones go into"
                  + " the folder `drivers`.")
          .required("a JDBC URL")
          .asSecret();
  private static final Key<String> USERNAME = Key.of("username", Types.TEXT, "The user name.");
  private static final SecretKeys.One PASSWORD = SecretKeys.one("password", "The password.");
  private static final SecretKeys.Many PROPERTIES =
      SecretKeys.many(
          "properties",
          "property-files",
          "Properties that the driver is given beside user name and password.");
  private static final List<Key<?>> TARGET_KEYS =
      List.of(
          URL,
          USERNAME,
          PASSWORD.value(),
          PASSWORD.file(),
          PROPERTIES.values(),
          PROPERTIES.files());

  private static final Key<String> SQL =
      Key.of("sql", Types.TEXT, "A query. Its fields are the labels of its columns.")
          .required("a query")
          .asAlternative();

  private final Drivers drivers;

  /**
   * @param drivers of the databases
   */
  public JdbcKind(Drivers drivers) {
    this.drivers = drivers;
  }

  @Override
  public String key() {
    return JdbcConfig.KIND;
  }

  @Override
  public String meaning() {
    return "A SQL database.";
  }

  @Override
  public List<Key<?>> targetKeys() {
    return TARGET_KEYS;
  }

  @Override
  public List<Key<?>> queryKeys() {
    return List.of(SQL);
  }

  @Override
  public TargetConfig readTarget(String name, Section connection) {
    String url = connection.text(URL);
    if (!url.isEmpty() && !url.startsWith("jdbc:")) {
      connection.problem(URL, "expected a JDBC URL, which begins with jdbc:");
    }
    return new JdbcConfig(
        name,
        url,
        connection.find(USERNAME),
        PASSWORD.read(connection),
        PROPERTIES.read(connection));
  }

  @Override
  public QueryConfig readQuery(Section collector) {
    return new JdbcQueryConfig(collector.text(SQL));
  }

  @Override
  public Target open(TargetConfig config) {
    if (config instanceof JdbcConfig jdbc) {
      return new JdbcTarget(jdbc, drivers);
    }
    throw new IllegalArgumentException("no jdbc target: " + config);
  }
}
