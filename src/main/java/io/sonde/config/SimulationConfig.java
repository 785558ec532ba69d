package io.sonde.config;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * The simulated handler. Immutable.
 *
 * @param path where it answers, starting with a slash
 * @param maxDelay the waits are spread evenly from 0 to this
 * @param errorRate the share of requests that get a 500, 0 to 1
 * @param buckets upper bounds of the latency histogram in seconds, ascending
 * @param maxInFlight requests beyond this many at once get a 503; empty when the heap decides
 */
public record SimulationConfig(
    boolean enabled,
    String path,
    Duration maxDelay,
    double errorRate,
    List<Double> buckets,
    OptionalInt maxInFlight) {
  public SimulationConfig {
    buckets = List.copyOf(buckets);
  }
}
