package io.sonde.metrics;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Timer;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Counts and times the scrapes of Sonde, by format.
 *
 * <pre>
 * sonde_scrapes_total{format="text"} 12.0
 * sonde_scrape_duration_seconds_bucket{format="text",le="0.001"} 11
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class ScrapeInstruments {
  private final Map<String, Meters> byFormat;

  ScrapeInstruments(
      List<String> formats, Function<String, Counter> scrapes, Function<String, Timer> duration) {
    byFormat =
        formats.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    format -> format,
                    format -> new Meters(scrapes.apply(format), duration.apply(format))));
  }

  /**
   * Counts and times a scrape that was answered completely.
   *
   * @param format the label of its format
   * @param nanos from its request to the last byte of its response
   */
  public void ended(String format, long nanos) {
    Meters meters = byFormat.get(format);
    if (meters == null) {
      throw new IllegalArgumentException(
          "format: expected one of "
              + new TreeSet<>(byFormat.keySet())
              + ", found '"
              + format
              + "'");
    }
    meters.scrapes().increment();
    meters.duration().record(nanos, TimeUnit.NANOSECONDS);
  }

  private record Meters(Counter scrapes, Timer duration) {}
}
