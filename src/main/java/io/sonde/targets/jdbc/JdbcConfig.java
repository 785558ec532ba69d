package io.sonde.targets.jdbc;

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
 */
public record JdbcConfig(
    String name,
    String url,
    @Nullable String username,
    @Nullable Secret password,
    Map<String, Secret> properties)
    implements TargetConfig {
  static final String KIND = "jdbc";

  public JdbcConfig {
    properties = Map.copyOf(properties);
  }

  @Override
  public String kind() {
    return KIND;
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
