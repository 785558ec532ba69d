package io.sonde.collection;

import io.helidon.metrics.api.MetricsFactory;
import io.helidon.webserver.WebServer;
import io.sonde.collection.run.Resources;
import io.sonde.collection.schedule.SystemTimer;
import io.sonde.metrics.Instruments;
import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.Reading;
import io.sonde.targets.Sink;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import io.sonde.targets.jdbc.JdbcConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The program that {@link StarvationTest} runs: collections that burn the processor without end,
 * and a web server beside them. Says its port, and ends with its standard input.
 */
final class OneProcessor {
  private static final int BURNING = 12;
  private static final AtomicLong WORK = new AtomicLong();

  private OneProcessor() {}

  public static void main(String[] args) throws IOException {
    var targets = new ArrayList<TargetConfig>();
    for (int n = 0; n < BURNING; n++) {
      targets.add(new JdbcConfig("burning" + n, "jdbc:none", null, null, Map.of()));
    }
    var collector =
        Lab.config(
            "c",
            Duration.ofMillis(500),
            Duration.ofMillis(200),
            Duration.ofHours(1),
            targets.stream().map(TargetConfig::name).toArray(String[]::new));
    var collections =
        new CollectionSet(
            targets,
            List.of(collector),
            config -> new Burning(config.name()),
            new Instruments(MetricsFactory.getInstance().globalRegistry()),
            Resources.of(new SystemTimer()),
            null);
    var server =
        WebServer.builder()
            .port(0)
            .host("127.0.0.1")
            .routing(routing ->
                routing.get(
                    "/metrics", (_, response) -> response.send(Lab.text(collections.latest()))))
            .build()
            .start();
    collections.start();
    System.out.println(server.port());
    while (System.in.read() >= 0) {
      // Until the test closes it.
    }
    Runtime.getRuntime().halt(WORK.get() == 0 ? 1 : 0);
  }

  /** Parses for ever, deaf to cancelling and interrupts. */
  private record Burning(String name) implements Target {
    @Override
    public Query prepare(QueryConfig query, Fields fields) {
      return this::read;
    }

    private int read(Reading reading, Sink sink) throws InterruptedException {
      try (var _ = reading.parsing()) {
        while (true) {
          WORK.incrementAndGet();
        }
      }
    }

    @Override
    public void close() {}
  }
}
