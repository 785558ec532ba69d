package io.sonde.metrics;

import io.helidon.config.Config;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.MetricsConfig;
import io.helidon.metrics.api.MetricsFactory;

/** Helidon's one registry of meters in this JVM: opened by a start, emptied by its end. */
public final class Meters {
  private Meters() {}

  /**
   * The registry. Both calls are given the settings, since without them Helidon takes those of the
   * first start in this JVM, or of its own search for a configuration.
   */
  public static MeterRegistry open(Config helidon) {
    Config metrics = helidon.get("metrics");
    return MetricsFactory.getInstance(metrics).globalRegistry(MetricsConfig.create(metrics));
  }

  /** Factory and registry live in statics: closing them all empties the registry for the next. */
  public static void close() {
    MetricsFactory.closeAll();
  }
}
