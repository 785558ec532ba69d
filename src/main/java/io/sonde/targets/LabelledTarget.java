package io.sonde.targets;

import io.sonde.yaml.Ordered;
import java.util.List;
import java.util.Map;

/**
 * A target with labels of its own, which its kind does not know. Immutable.
 *
 * @param connection as its kind has read it
 * @param labels on each sample of its collections, beside {@code target}
 */
public record LabelledTarget(TargetConfig connection, Map<String, String> labels)
    implements TargetConfig {
  public LabelledTarget {
    labels = Ordered.copyOf(labels);
  }

  @Override
  public String name() {
    return connection.name();
  }

  @Override
  public String kind() {
    return connection.kind();
  }

  @Override
  public List<Secret> credentials() {
    return connection.credentials();
  }

  @Override
  public String address() {
    return connection.address();
  }

  @Override
  public int connections() {
    return connection.connections();
  }

  @Override
  public String toString() {
    return connection.toString();
  }
}
