package io.sonde.config.load;

import io.sonde.config.SimulationConfig;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import io.sonde.yaml.Types;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads {@code simulation}. */
final class SimulationReader {
  private static final Pattern PATH =
      Pattern.compile("/(?:[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*)?");
  private static final Pattern OWN =
      Pattern.compile("/(?:observe|metrics|version|status|status\\.json|probe|-)(?:/.*)?");

  private static final Key<Boolean> ENABLED =
      Key.of("enabled", Types.BOOL, "`true` to turn the handler on, as in the demonstration.")
          .otherwise("false");
  private static final Key<String> PATH_KEY =
      Key.of(
              "path",
              Types.TEXT,
              "The path that the handler answers, for every method without a body.")
          .otherwise("/");
  private static final Key<Duration> MAX_DELAY =
      Key.of(
              "max-delay",
              Types.duration(Duration.ZERO, Duration.ofMinutes(5)),
              "The maximum delay. Each request waits for a random time from 0 to this.")
          .otherwise("800ms");
  private static final Key<Double> ERROR_RATE =
      Key.of(
              "error-rate",
              Types.number("number, 0 to 1", 0, 1, "a number from 0 to 1"),
              "The share of requests that get a 500.")
          .otherwise("0");
  private static final Key<List<Double>> BUCKETS =
      Key.of(
              "buckets",
              Types.ASCENDING,
              "The upper bounds of `<prefix>_http_request_latency_seconds`, in seconds.")
          .otherwise("[0.1, 0.3, 0.5, 0.7, 1]");
  private static final Key<Integer> MAX_IN_FLIGHT =
      Key.of(
              "max-in-flight",
              Types.integer(1, 1_000_000),
              "The maximum number of concurrent requests; further ones get a 503.")
          .otherwiseAs("half of the connections that fit the heap");

  static final Key<Section> SIMULATION =
      Key.of(
              "simulation",
              Types.section(
                  List.of(ENABLED, PATH_KEY, MAX_DELAY, ERROR_RATE, BUCKETS, MAX_IN_FLIGHT)),
              "A handler that waits and then answers `OK` or fails, to try everything from requests"
                  + " to dashboards without a target.")
          .otherwise("{}");

  private SimulationReader() {}

  static SimulationConfig read(Section section) {
    String path = section.get(PATH_KEY);
    if (!PATH.matcher(path).matches()) {
      section.expected(PATH_KEY, "a path such as / or /work");
    } else if (OWN.matcher(path).matches()) {
      section.expected(PATH_KEY, "a path that Sonde does not serve itself");
    }
    Integer most = section.find(MAX_IN_FLIGHT);
    return new SimulationConfig(
        section.get(ENABLED),
        path,
        section.get(MAX_DELAY),
        section.get(ERROR_RATE),
        section.get(BUCKETS),
        most == null ? OptionalInt.empty() : OptionalInt.of(most));
  }
}
