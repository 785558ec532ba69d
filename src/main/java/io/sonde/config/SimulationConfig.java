package io.sonde.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The simulated handler. Immutable.
 *
 * @param path the path that it answers, with a leading slash
 * @param maxDelay the maximum delay; delays are uniformly distributed from 0
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

  /**
   * The metrics of the handler by name; none when it is off.
   *
   * @param prefix the prefix of the file
   */
  public Map<String, MetricType> metrics(String prefix) {
    String head = prefix.isEmpty() ? "" : prefix + "_";
    return enabled
        ? Map.of(
            head + "http_requests_total",
            MetricType.COUNTER,
            head + "http_request_latency_seconds",
            MetricType.HISTOGRAM)
        : Map.of();
  }

  /**
   * Every name that these metrics use in the expositions.
   *
   * @param prefix the prefix of the file
   */
  public Set<String> names(String prefix) {
    return metrics(prefix).entrySet().stream()
        .flatMap(metric -> metric.getValue().names(metric.getKey()).stream())
        .collect(Collectors.toUnmodifiableSet());
  }
}
