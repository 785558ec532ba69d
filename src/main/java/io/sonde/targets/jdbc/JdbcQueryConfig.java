package io.sonde.targets.jdbc;

import io.sonde.targets.QueryConfig;

/** The rows of a SQL query. Immutable. */
public record JdbcQueryConfig(String sql) implements QueryConfig {
  @Override
  public String kind() {
    return JdbcConfig.KIND;
  }
}
