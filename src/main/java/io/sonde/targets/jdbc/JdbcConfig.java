package io.sonde.targets.jdbc;

import io.sonde.targets.Address;
import io.sonde.targets.Secret;
import io.sonde.targets.TargetConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A database. Immutable.
 *
 * @param url a JDBC URL; it may hold a password, so it is never printed whole: see {@link
 *     #toString()}
 * @param properties handed to the driver with the user name and the password; each may be secret
 * @param connections how many reads may run at once, each with a session of its own
 * @param session statements that are run after each login; they may hold secrets
 */
public record JdbcConfig(
    String name,
    String url,
    @Nullable String username,
    @Nullable Secret password,
    Map<String, Secret> properties,
    int connections,
    List<String> session)
    implements TargetConfig {
  static final String KIND = "jdbc";

  public JdbcConfig {
    properties = Map.copyOf(properties);
    session = List.copyOf(session);
  }

  /** A database that is read by one connection, as it is after a login. */
  public JdbcConfig(
      String name,
      String url,
      @Nullable String username,
      @Nullable Secret password,
      Map<String, Secret> properties) {
    this(name, url, username, password, properties, 1, List.of());
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String address() {
    return Address.ofJdbc(url);
  }

  @Override
  public List<Secret> credentials() {
    var secrets = new ArrayList<>(properties.values());
    if (password != null) {
      secrets.add(password);
    }
    return secrets;
  }

  @Override
  public String toString() {
    return "jdbc target " + name;
  }
}
