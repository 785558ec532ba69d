package io.sonde.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.DistributionSummary;
import io.helidon.metrics.api.FunctionalCounter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Meter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Secret;
import io.sonde.targets.TargetConfig;
import io.sonde.testing.FreshMeters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InstrumentsTest {
  private final FreshMeters meters = new FreshMeters();
  private final Instruments instruments = new Instruments(meters.registry());
  private final HelidonMeters adapter = new HelidonMeters(meters.registry());

  @AfterEach
  void close() {
    meters.close();
  }

  private String text() {
    return PrometheusTextFormatWriter.create().toDebugString(adapter.get());
  }

  private static long millis(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  @Test
  void requestsOfTheSimulatedHandler() {
    var http = instruments.simulation("myapp", List.of(0.1, 0.3, 0.5));

    http.request("GET", 200, millis(100));
    http.request("GET", 200, millis(101));
    http.request("POST", 413, millis(2));
    http.request("GET", 500, millis(4000));

    assertThat(text())
        .isEqualTo(
            """
            # HELP myapp_http_request_latency_seconds Time from a request to its response.
            # TYPE myapp_http_request_latency_seconds histogram
            myapp_http_request_latency_seconds_bucket{le="0.1"} 2
            myapp_http_request_latency_seconds_bucket{le="0.3"} 3
            myapp_http_request_latency_seconds_bucket{le="0.5"} 3
            myapp_http_request_latency_seconds_bucket{le="+Inf"} 4
            myapp_http_request_latency_seconds_count 4
            myapp_http_request_latency_seconds_sum 4.203
            # HELP myapp_http_requests_total Requests to the simulated handler, by method and status.
            # TYPE myapp_http_requests_total counter
            myapp_http_requests_total{method="GET",status="200"} 2.0
            myapp_http_requests_total{method="GET",status="500"} 1.0
            myapp_http_requests_total{method="GET",status="503"} 0.0
            myapp_http_requests_total{method="POST",status="413"} 1.0
            """);
  }

  @Test
  void whatClientsSendCannotMakeSeries() {
    var http = instruments.simulation("myapp", List.of(1.0));

    for (int i = 0; i < 1000; i++) {
      http.request("X" + i, 200, 1);
      http.request("get", 1000 + i, 1);
    }

    assertThat(text())
        .contains("myapp_http_requests_total{method=\"other\",status=\"200\"} 1000.0\n")
        .contains("myapp_http_requests_total{method=\"other\",status=\"other\"} 1000.0\n");
    assertThat(adapter.get().stream().mapToInt(s -> s.getDataPoints().size()).sum()).isEqualTo(6);
  }

  @Test
  void scrapesStandAtZeroFromTheStart() {
    var scrapes = instruments.scrapes(List.of("text", "openmetrics", "protobuf"));

    assertThat(text())
        .contains(
            """
            # HELP sonde_scrapes_total Scrapes that were answered completely.
            # TYPE sonde_scrapes_total counter
            sonde_scrapes_total{format="openmetrics"} 0.0
            sonde_scrapes_total{format="protobuf"} 0.0
            sonde_scrapes_total{format="text"} 0.0
            """)
        .contains("sonde_scrape_duration_seconds_bucket{format=\"protobuf\",le=\"+Inf\"} 0\n");

    scrapes.ended("openmetrics", millis(3));

    assertThat(text())
        .contains("sonde_scrapes_total{format=\"openmetrics\"} 1.0\n")
        .contains("sonde_scrape_duration_seconds_bucket{format=\"openmetrics\",le=\"0.001\"} 0\n")
        .contains("sonde_scrape_duration_seconds_bucket{format=\"openmetrics\",le=\"0.005\"} 1\n")
        .contains("sonde_scrape_duration_seconds_sum{format=\"openmetrics\"} 0.003\n");
    assertThatThrownBy(() -> scrapes.ended("xml", 1))
        .hasMessage("format: expected one of [openmetrics, protobuf, text], found 'xml'");
  }

  @Test
  void collectorsStandAtZeroFromTheStart() {
    var collector = instruments.collector("queues");

    assertThat(text())
        .contains(
            """
            # HELP sonde_collector_failures_total Runs of the collector that failed against any of its targets, by reason.
            # TYPE sonde_collector_failures_total counter
            sonde_collector_failures_total{collector="queues",reason="auth"} 0.0
            sonde_collector_failures_total{collector="queues",reason="busy"} 0.0
            sonde_collector_failures_total{collector="queues",reason="connect"} 0.0
            sonde_collector_failures_total{collector="queues",reason="limit"} 0.0
            sonde_collector_failures_total{collector="queues",reason="mapping"} 0.0
            sonde_collector_failures_total{collector="queues",reason="read"} 0.0
            sonde_collector_failures_total{collector="queues",reason="timeout"} 0.0
            """);

    collector.collection().ended(null, millis(20));
    collector.collection().ended(Reason.TIMEOUT, millis(5000));

    assertThat(text())
        .contains("_failures_total{collector=\"queues\",reason=\"timeout\"} 1.0\n")
        .contains("_failures_total{collector=\"queues\",reason=\"connect\"} 0.0\n")
        .contains("_seconds_bucket{collector=\"queues\",le=\"0.05\"} 1\n")
        .contains("_seconds_bucket{collector=\"queues\",le=\"5.0\"} 2\n");
  }

  @Test
  void sevenSeriesForACollectionAndWhatDescribesItsCollectorAndTarget() {
    var counts = instruments.collector("queues").collection();
    var labels = CollectionFamilies.labels("queues", "rabbitmq");
    counts.ended(null, millis(20));
    counts.ended(Reason.READ, millis(30));
    counts.skipped(Reason.BUSY);
    counts.unmatched(2);
    var families = new CollectionFamilies();
    families.addCounts(labels, counts);
    families.add(labels, false, Instant.ofEpochSecond(7), 12, counts);
    var snapshots = new ArrayList<>(families.snapshots());
    snapshots.addAll(
        CollectionFamilies.described(
            List.of(new CollectionFamilies.Collector("queues", Duration.ofSeconds(15), 10_000)),
            List.of(new Broker("rabbitmq"))));

    assertThat(
            PrometheusTextFormatWriter.create()
                .toDebugString(new MetricSnapshots(snapshots))
                .lines()
                .filter(line -> !line.startsWith("#")))
        .containsExactly(
            "sonde_collection_failures_total{collector=\"queues\",target=\"rabbitmq\"} 2.0",
            "sonde_collection_interval_seconds{collector=\"queues\"} 15.0",
            "sonde_collection_last_duration_seconds{collector=\"queues\",target=\"rabbitmq\"} 0.03",
            "sonde_collection_last_success_timestamp_seconds{collector=\"queues\",target=\"rabbitmq\"}"
                + " 7.0",
            "sonde_collection_max_samples{collector=\"queues\"} 10000.0",
            "sonde_collection_runs_total{collector=\"queues\",target=\"rabbitmq\"} 3.0",
            "sonde_collection_samples{collector=\"queues\",target=\"rabbitmq\"} 12.0",
            "sonde_collection_unmatched_metrics{collector=\"queues\",target=\"rabbitmq\"} 2.0",
            "sonde_collection_up{collector=\"queues\",target=\"rabbitmq\"} 0.0",
            "sonde_target_info{address=\"http://rabbitmq:15672\",kind=\"http\",target=\"rabbitmq\"}"
                + " 1");
  }

  private record Broker(String name) implements TargetConfig {
    @Override
    public String kind() {
      return "http";
    }

    @Override
    public String address() {
      return "http://rabbitmq:15672";
    }

    @Override
    public List<Secret> credentials() {
      return List.of();
    }
  }

  @Test
  void theSameInstrumentsTwiceAreTheSameMeters() {
    instruments.collector("queues").collection().ended(Reason.READ, 1);
    new Instruments(meters.registry()).collector("queues").collection().ended(Reason.READ, 1);

    assertThat(text())
        .contains("sonde_collector_failures_total{collector=\"queues\",reason=\"read\"} 2.0\n");
  }

  @Test
  void aCollectorThatIsGoneLeavesNothing() {
    var before = text();
    var gone = instruments.collector("queues");
    gone.collection().ended(Reason.READ, 1);
    instruments.collector("queues2").close();
    assertThat(text()).contains("sonde_collector_failures_total{collector=\"queues\"");
    gone.close();
    gone.close();
    assertThat(text()).isEqualTo(before);
    instruments.collector("queues");
    assertThat(text())
        .contains("sonde_collector_failures_total{collector=\"queues\",reason=\"read\"} 0.0\n");
  }

  @Test
  void everyKindOfMeterOfTheApplicationAndNoneThatHelidonBringsAlong() {
    var state = new AtomicLong(7);
    var registry = meters.registry();
    registry.getOrCreate(Gauge.builder("pool.size", () -> 2.5).description("Threads."));
    registry.getOrCreate(FunctionalCounter.builder("reads", state, AtomicLong::get));
    registry.getOrCreate(DistributionSummary.builder("body_bytes").addTag(tag())).record(0.3);
    registry.getOrCreate(Counter.builder("base_things").scope(Meter.Scope.BASE)).increment();
    registry.getOrCreate(Counter.builder("vendor_things").scope(Meter.Scope.VENDOR)).increment();

    assertThat(text())
        .isEqualTo(
            """
            # TYPE body_bytes summary
            body_bytes_count{kind="json"} 1
            body_bytes_sum{kind="json"} 0.3
            # HELP pool_size Threads.
            # TYPE pool_size gauge
            pool_size 2.5
            # TYPE reads_total counter
            reads_total 7.0
            """);
  }

  private static io.helidon.metrics.api.Tag tag() {
    return io.helidon.metrics.api.Tag.create("kind", "json");
  }

  @Test
  void histogramsAreWholeWhileOthersObserve() throws Exception {
    var http = instruments.simulation("myapp", List.of(0.1, 0.3));
    int threads = 4;
    int each = 20_000;
    var start = new CountDownLatch(1);
    var seen = new ArrayList<Long>();
    try (var executor = Executors.newFixedThreadPool(threads)) {
      for (int t = 0; t < threads; t++) {
        executor.execute(() -> {
          try {
            start.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          for (int i = 0; i < each; i++) {
            http.request("GET", 200, millis(i % 400));
          }
        });
      }
      start.countDown();
      long count;
      do {
        count = latencyCount();
        seen.add(count);
      } while (count < (long) threads * each);
    }
    assertThat(seen).isSorted();
    assertThat(latencyCount()).isEqualTo((long) threads * each);
  }

  /** Building the snapshot throws when a bucket would have less than nothing. */
  private long latencyCount() {
    return adapter.get().stream()
        .filter(HistogramSnapshot.class::isInstance)
        .map(HistogramSnapshot.class::cast)
        .mapToLong(s -> s.getDataPoints().getFirst().getCount())
        .sum();
  }
}
