package io.sonde.metrics;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Timer;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times HTTP requests.
 *
 * <pre>
 * myapp_http_requests_total{method="GET",status="200"} 27.0
 * myapp_http_requests_total{method="GET",status="500"} 0.0
 * myapp_http_request_latency_seconds_bucket{le="0.1"} 4
 * </pre>
 *
 * <p>Clients cannot create more series than there are methods and statuses: a method that HTTP does
 * not define counts as {@code other}, and so does a status outside 100 to 599. Thread-safe.
 */
public final class HttpInstruments {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");
  private static final String OTHER = "other";

  private final BiFunction<String, String, Counter> register;
  private final ConcurrentMap<Series, Counter> requests = new ConcurrentHashMap<>();
  private final Timer latency;

  HttpInstruments(BiFunction<String, String, Counter> register, Timer latency) {
    this.register = register;
    this.latency = latency;
    for (int known : new int[] {200, 500, 503}) {
      counter(new Series("GET", known));
    }
  }

  /**
   * Counts and times one request that was answered.
   *
   * @param method as the client sent it
   * @param status of the response
   * @param nanos from the request to its response
   */
  public void request(String method, int status, long nanos) {
    counter(
            new Series(
                METHODS.contains(method) ? method : OTHER,
                status >= 100 && status <= 599 ? status : 0))
        .increment();
    latency.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** The latencies of all requests so far. */
  public HistogramDataPointSnapshot latency() {
    return HelidonMeters.histogram(latency, Labels.EMPTY);
  }

  private Counter counter(Series series) {
    Counter counter = requests.get(series);
    return counter != null ? counter : requests.computeIfAbsent(series, this::register);
  }

  private Counter register(Series series) {
    return register.apply(
        series.method(), series.status() == 0 ? OTHER : Integer.toString(series.status()));
  }

  /** The labels of one counter. Status 0 is any status that HTTP does not define. */
  private record Series(String method, int status) {
    // Written by hand, since the JVM generates those of a record at their first call, which would
    // delay the first request.

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Series series
          && status == series.status
          && method.equals(series.method);
    }

    @Override
    public int hashCode() {
      return 31 * method.hashCode() + status;
    }
  }
}
