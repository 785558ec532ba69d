package io.sonde;

import io.helidon.config.Config;
import io.sonde.yaml.Durations;
import java.time.Duration;
import java.util.List;

/** The time that a stop may take. */
final class ShutdownGrace {
  /** For everything that does not wait for clients: targets, files, records of the log. */
  private static final Duration REST = Duration.ofSeconds(10);

  private ShutdownGrace() {}

  /** The grace of the requests on each listener, one after the other, and some more. */
  static Duration of(Config helidon) {
    Config server = helidon.get("server");
    int listeners = 1 + server.get("sockets").asNodeList().map(List::size).orElse(0);
    Duration each =
        server.get("shutdown-grace-period").as(Duration.class).orElse(Duration.ofSeconds(10));
    return Durations.times(each, listeners).plus(REST);
  }
}
