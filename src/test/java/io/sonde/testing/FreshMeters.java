package io.sonde.testing;

import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.MetricsFactory;

/**
 * Helidon's registry of meters with nothing in it. There is one for the whole JVM: close this when
 * the test ends, so that the next test starts with an empty one too.
 */
public final class FreshMeters implements AutoCloseable {
  private final MeterRegistry registry;

  public FreshMeters() {
    MetricsFactory.closeAll();
    registry = MetricsFactory.getInstance().globalRegistry();
  }

  public MeterRegistry registry() {
    return registry;
  }

  @Override
  public void close() {
    MetricsFactory.closeAll();
  }
}
