package io.sonde.metrics;

import io.helidon.config.Config;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.MetricsConfig;
import io.helidon.metrics.api.MetricsFactory;

/** Helidon's registry of meters, which exists once in a JVM. Each Sonde opens and empties it. */
public final class Meters {
  private Meters() {}

  /**
   * Opens the registry. Both calls get the settings: without them Helidon 4.4.0 uses those of the
   * first start in this JVM, or searches for a configuration itself. One call is enough with a
   * Helidon whose factory passes its settings to its registry.
   */
  public static MeterRegistry open(Config helidon) {
    Config metrics = helidon.get("metrics");
    return MetricsFactory.getInstance(metrics).globalRegistry(MetricsConfig.create(metrics));
  }

  /** Empties the registry. Helidon keeps factories and registries in static fields. */
  public static void close() {
    MetricsFactory.closeAll();
  }
}
