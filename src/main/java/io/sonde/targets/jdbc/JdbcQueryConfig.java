package io.sonde.targets.jdbc;

import io.sonde.targets.QueryConfig;
import io.sonde.yaml.Ordered;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a SQL query. Immutable.
 *
 * @param when a query whose first value decides whether the target is read; null to read it always
 * @param parameters the values for each run of the query; empty for one run without parameters
 */
public record JdbcQueryConfig(
    String sql, @Nullable String when, List<Map<String, SqlParameter>> parameters)
    implements QueryConfig {
  public JdbcQueryConfig {
    parameters = parameters.stream().map(Ordered::copyOf).toList();
  }

  /** A query without parameters and without a condition. */
  public JdbcQueryConfig(String sql) {
    this(sql, null, List.of());
  }

  @Override
  public String kind() {
    return JdbcConfig.KIND;
  }
}
