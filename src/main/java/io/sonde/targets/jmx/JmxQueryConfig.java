package io.sonde.targets.jmx;

import io.sonde.targets.QueryConfig;
import java.util.List;

/**
 * MBeans. Immutable.
 *
 * @param mbeans ObjectName patterns, valid ones
 */
public record JmxQueryConfig(List<String> mbeans) implements QueryConfig {
  public JmxQueryConfig {
    mbeans = List.copyOf(mbeans);
  }

  @Override
  public String kind() {
    return JmxConfig.KIND;
  }
}
