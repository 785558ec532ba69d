package io.sonde;

import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;
import io.helidon.health.HealthCheckType;

/** Ready when the first run of each collection has ended, or its timeout has passed. */
record ReadinessCheck(Generations generations) implements HealthCheck {
  @Override
  public HealthCheckType type() {
    return HealthCheckType.READINESS;
  }

  @Override
  public String name() {
    return "collected";
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.builder().status(generations.ready()).build();
  }
}
