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
 * @param url a JDBC URL; it may contain a password, so {@link #toString()} does not show all of it
 * @param properties further properties for the driver; each may be secret
 * @param connections the maximum number of reads at once, each with its own session
 * @param session statements that are run after each login; they may contain secrets
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

  /** A database with one connection and without statements after the login. */
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
