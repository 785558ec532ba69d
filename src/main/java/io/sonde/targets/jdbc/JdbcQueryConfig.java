package io.sonde.targets.jdbc;

import io.sonde.targets.QueryConfig;
import io.sonde.yaml.Ordered;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a SQL query. Immutable.
 *
 * @param when a query whose first value says whether this target is asked at all; null to ask it
 *     always
 * @param parameters the values of each read; empty for one read without parameters
 */
public record JdbcQueryConfig(
    String sql, @Nullable String when, List<Map<String, SqlParameter>> parameters)
    implements QueryConfig {
  public JdbcQueryConfig {
    parameters = parameters.stream().map(Ordered::copyOf).toList();
  }

  /** A query without parameters, which is always asked. */
  public JdbcQueryConfig(String sql) {
    this(sql, null, List.of());
  }

  @Override
  public String kind() {
    return JdbcConfig.KIND;
  }
}
