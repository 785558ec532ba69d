package io.sonde.metrics;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.MeterRegistry;
import io.helidon.metrics.api.Tag;
import io.helidon.metrics.api.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Declares all metrics about Sonde itself. They are kept in Helidon's registry.
 *
 * <p>The instruments that it returns hold their meters, so that nothing is looked up in the
 * registry while Sonde works. All series that are known beforehand are registered at 0. A second
 * call with the same arguments returns the same meters. Thread-safe, and so are the instruments.
 */
public final class Instruments {
  private static final List<Double> SCRAPE_BUCKETS =
      List.of(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0);
  private static final List<Double> COLLECTION_BUCKETS =
      List.of(0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0, 30.0);

  private final MeterRegistry registry;

  /**
   * @param registry the one that {@link HelidonMeters} reads
   */
  public Instruments(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * The requests of the simulated handler.
   *
   * @param prefix the first word in the names of both metrics
   * @param buckets upper bounds in seconds, ascending
   */
  public HttpInstruments simulation(String prefix, List<Double> buckets) {
    String start = prefix.isEmpty() ? "" : prefix + "_";
    return new HttpInstruments(
        (method, status) ->
            counter(
                start + "http_requests_total",
                "Requests to the simulated handler, by method and status.",
                Map.of("method", method, "status", status)),
        timer(
            start + "http_request_latency_seconds",
            "Time from a request to its response.",
            Map.of(),
            buckets));
  }

  /**
   * The scrapes of Sonde.
   *
   * @param formats the labels of all formats
   */
  public ScrapeInstruments scrapes(List<String> formats) {
    return new ScrapeInstruments(
        formats,
        format ->
            counter(
                "sonde_scrapes_total",
                "Scrapes that were answered completely.",
                Map.of("format", format)),
        format ->
            timer(
                "sonde_scrape_duration_seconds",
                "Time from the request of a scrape to the last byte of its response.",
                Map.of("format", format),
                SCRAPE_BUCKETS));
  }

  /**
   * All collections of one collector.
   *
   * @return the instruments, to be closed when the collector is removed from the configuration
   */
  public CollectorInstruments collector(String collector) {
    return new CollectorInstruments(
        reason ->
            counter(
                "sonde_collector_failures_total",
                "Runs of the collector that failed against any of its targets, by reason.",
                Map.of("collector", collector, "reason", reason.label())),
        timer(
            "sonde_collection_duration_seconds",
            "Time from the start of a run to its outcome.",
            Map.of("collector", collector),
            COLLECTION_BUCKETS),
        registry::remove);
  }

  /**
   * Counts requests that the web configuration refuses.
   *
   * @param reasons all possible reasons
   * @return counts a refusal with one of these reasons
   */
  public Consumer<String> refusals(List<String> reasons) {
    var counters =
        reasons.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    reason -> reason,
                    reason ->
                        counter(
                            "sonde_http_refused_total",
                            "Requests that the web configuration refused, by reason.",
                            Map.of("reason", reason))));
    return reason -> Objects.requireNonNull(counters.get(reason), reason).increment();
  }

  /**
   * Exposes the state of the web configuration.
   *
   * @param successful whether the present content of the file is in use
   * @param notAfter when the certificate expires, in seconds since 1970; null without TLS
   */
  public void webConfig(BooleanSupplier successful, @Nullable DoubleSupplier notAfter) {
    gauge(
        "sonde_web_config_last_reload_successful",
        "1 when the last change of the web configuration was read, 0 when it was refused.",
        () -> successful.getAsBoolean() ? 1.0 : 0.0);
    if (notAfter != null) {
      gauge(
          "sonde_web_certificate_not_after_timestamp_seconds",
          "When the certificate of the web configuration expires, in seconds since 1970.",
          notAfter::getAsDouble);
    }
  }

  /**
   * Exposes the state of the configuration.
   *
   * @param successful true when the configuration that was last read is in use
   * @param loaded when the one in use was read, in seconds since 1970
   */
  public void reload(BooleanSupplier successful, DoubleSupplier loaded) {
    gauge(
        "sonde_config_last_reload_successful",
        "1 when the configuration that was last read is in use, 0 when it was refused.",
        () -> successful.getAsBoolean() ? 1.0 : 0.0);
    gauge(
        "sonde_config_last_reload_success_timestamp_seconds",
        "When the configuration in use was read, in seconds since 1970.",
        loaded::getAsDouble);
  }

  private void gauge(String name, String help, Supplier<Double> value) {
    registry.getOrCreate(Gauge.builder(name, value).description(help));
  }

  private Counter counter(String name, String help, Map<String, String> labels) {
    return registry.getOrCreate(Counter.builder(name).description(help).tags(tags(labels)));
  }

  private Timer timer(String name, String help, Map<String, String> labels, List<Double> buckets) {
    return registry.getOrCreate(
        Timer.builder(name)
            .description(help)
            .tags(tags(labels))
            // Helidon 4.4.0 publishes six quantiles beside the buckets by default. To be removed
            // with a
            // Helidon that publishes none unless asked.
            .percentiles(new double[0])
            .buckets(buckets.stream().map(Instruments::duration).toArray(Duration[]::new)));
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private static List<Tag> tags(Map<String, String> labels) {
    var tags = new ArrayList<Tag>();
    labels.forEach((name, value) -> tags.add(Tag.create(name, value)));
    return tags;
  }
}
