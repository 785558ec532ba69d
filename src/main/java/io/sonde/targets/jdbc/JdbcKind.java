package io.sonde.targets.jdbc;

import io.sonde.targets.ParameterKeys;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.SecretKeys;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import io.sonde.targets.TargetKind;
import io.sonde.yaml.Escapes;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** SQL databases. Thread-safe. */
public final class JdbcKind implements TargetKind {
  private static final Key<String> URL =
      Key.of(
              "url",
              Types.TEXT,
              "The JDBC URL. The drivers of H2, PostgreSQL and MariaDB are included; put others"
                  + " into the folder `drivers`.")
          .required("a JDBC URL")
          .escaped(Escapes::url)
          .asSecret();
  private static final Key<String> USERNAME = Key.of("username", Types.TEXT, "The user name.");
  private static final SecretKeys.One PASSWORD = SecretKeys.one("password", "The password.");
  private static final SecretKeys.Many PROPERTIES =
      SecretKeys.many(
          "properties",
          "property-files",
          "Further properties for the driver, beside user name and password.");
  private static final Key<Integer> CONNECTIONS =
      Key.of(
              "connections",
              Types.integer(1, 16),
              "How many collectors may read at once, each with a connection of its own.")
          .otherwise("1");
  private static final Key<List<Value>> SESSION =
      Key.of(
              "session",
              Types.texts("list of statements", "a list of statements"),
              "Statements that are run after each login, such as `SET ROLE monitor`. The session is"
                  + " read-only before and after them.")
          .asSecret();
  private static final List<Key<?>> TARGET_KEYS =
      List.of(
          URL,
          USERNAME,
          PASSWORD.value(),
          PASSWORD.file(),
          PROPERTIES.values(),
          PROPERTIES.files(),
          CONNECTIONS,
          SESSION);

  private static final Key<String> SQL =
      Key.of(
              "sql",
              Types.TEXT,
              "One query, which cannot write. Its fields are the labels of its columns.")
          .required("a query")
          .asAlternative();
  private static final Key<String> WHEN =
      Key.of(
          "when",
          Types.TEXT,
          "A query whose first value decides whether the target is read, for example by its"
              + " version, role or extensions. The target is read when the value is true, a number"
              + " other than 0, or a text that is not empty. The query is run again after each"
              + " login.");

  private final Drivers drivers;

  /**
   * @param drivers the JDBC drivers
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
    return List.of(SQL, WHEN, ParameterKeys.PARAMETERS);
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
        PROPERTIES.read(connection),
        connection.get(CONNECTIONS),
        session(connection));
  }

  private static List<String> session(Section connection) {
    List<Value> statements = connection.find(SESSION);
    if (statements == null) {
      return List.of();
    }
    statements.forEach(statement -> manyStatements(statement.text()).ifPresent(statement::problem));
    return statements.stream().map(Value::text).toList();
  }

  @Override
  public QueryConfig readQuery(Section collector) {
    String sql = collector.text(SQL);
    manyStatements(sql).ifPresent(problem -> collector.problem(SQL, problem));
    String when = collector.find(WHEN);
    if (when != null) {
      manyStatements(when).ifPresent(problem -> collector.problem(WHEN, problem));
    }
    List<Map<String, SqlParameter>> parameters = new ArrayList<>();
    for (Map<String, Value> values : ParameterKeys.values(collector)) {
      Map<String, SqlParameter> map = new LinkedHashMap<>();
      values.forEach((name, value) -> map.put(name, SqlParameter.of(value)));
      parameters.add(map);
    }
    if (!parameters.isEmpty()) {
      Set<String> names = parameters.getFirst().keySet();
      Set<String> unknown = SqlText.unknown(sql, names);
      if (!unknown.isEmpty()) {
        collector.problem(
            SQL,
            "expected the parameters "
                + String.join(", ", names)
                + ", found :"
                + String.join(", :", new TreeSet<>(unknown)));
      }
    }
    return new JdbcQueryConfig(sql, when, parameters);
  }

  /** Checked here to be reported early. A session checks it again by the rules of its database. */
  private static Optional<String> manyStatements(String sql) {
    int statements = SqlText.statements(sql);
    return statements > 1
        ? Optional.of("expected one statement, found " + statements)
        : Optional.empty();
  }

  @Override
  public Target open(TargetConfig config) {
    if (config instanceof JdbcConfig jdbc) {
      return new JdbcTarget(jdbc, drivers);
    }
    throw new IllegalArgumentException("expected a jdbc target, found " + config);
  }
}
