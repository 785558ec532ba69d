package io.sonde.config;

import io.sonde.yaml.Section;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code simulation}. */
final class SimulationReader {
  private static final Duration MAX_DELAY = Duration.ofMillis(800);
  private static final List<Double> BUCKETS = List.of(0.1, 0.3, 0.5, 0.7, 1.0);
  private static final int MAX_IN_FLIGHT = 10_000;
  private static final Pattern PATH =
      Pattern.compile("/(?:[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*)?");
  private static final Pattern OWN =
      Pattern.compile("/(?:observe|metrics|version|status|status\\.json|probe|-)(?:/.*)?");

  private SimulationReader() {}

  static SimulationConfig read(@Nullable Section section) {
    if (section == null) {
      return new SimulationConfig(true, "/", MAX_DELAY, 0, BUCKETS, MAX_IN_FLIGHT);
    }
    String path = section.text("path");
    if (path != null && !PATH.matcher(path).matches()) {
      section.expected("path", "a path such as / or /work");
    } else if (path != null && OWN.matcher(path).matches()) {
      section.expected("path", "a path that Sonde does not serve itself");
    }
    SimulationConfig simulation =
        new SimulationConfig(
            section.bool("enabled", true),
            path == null ? "/" : path,
            section.duration("max-delay", MAX_DELAY, Duration.ZERO, Duration.ofMinutes(5)),
            section.number("error-rate", 0, 0, 1, "a number from 0 to 1"),
            MetricReader.ascending(section, "buckets", BUCKETS),
            section.integer("max-in-flight", MAX_IN_FLIGHT, 1, 1_000_000));
    section.end();
    return simulation;
  }
}
