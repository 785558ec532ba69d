package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.CapturedLog;
import io.sonde.testing.Raw;
import io.sonde.testing.Settings;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundsTest {
  private static final long MIB = 1 << 20;

  private static Bounds of(String yaml, long heapMib, long usedMib) {
    return Bounds.of(Settings.of(yaml), false, capacity(heapMib, usedMib));
  }

  private static Capacity capacity(long heapMib, long usedMib) {
    return new Capacity(heapMib * MIB, usedMib * MIB, 20_000, 40);
  }

  private static int first(Bounds bounds) {
    return bounds.connections().getOrDefault(Bounds.FIRST, 0);
  }

  /** What all of it takes when every bound is reached at once. */
  private static double taken(Bounds bounds) {
    return 1.25 * first(bounds) * Bounds.CONNECTION
        + bounds.handled() * Bounds.HANDLED
        + bounds.answers() * Bounds.ANSWER
        + bounds.readBytes()
        + bounds.samples() * Bounds.SAMPLE;
  }

  @ParameterizedTest
  @ValueSource(ints = {36, 48, 64, 128, 512, 4096})
  void everythingTogetherFitsTheHeap(int heap) {
    Bounds bounds = of("prefix: myapp", heap, 9);

    assertThat(taken(bounds)).isLessThan(0.65 * heap * MIB - 9 * MIB);
    assertThat(bounds.handled()).isLessThan(first(bounds));
    assertThat(bounds.answers()).isBetween(2, 40);
    assertThat(bounds.warnings()).isEmpty();
  }

  @Test
  void theSameConfigurationGetsTheSameBoundsAtEachStart() {
    Capacity one = new Capacity(48 * MIB, 9 * MIB, 20_000, 40);
    Capacity other = new Capacity(48 * MIB, 9 * MIB + 4096, 20_000, 41);
    var config = Settings.of("prefix: myapp");

    assertThat(first(Bounds.of(config, false, one)))
        .isEqualTo(first(Bounds.of(config, false, other)));
  }

  @Test
  void fileHandlesAreABoundToo() {
    var config = Settings.of("prefix: myapp");
    var few = new Capacity(512 * MIB, 9 * MIB, 64, 30);

    assertThat(first(Bounds.of(config, false, few))).isBetween(10, 20);
  }

  @Test
  void connectionsWithTlsAreFewer() {
    var config = Settings.of("prefix: myapp");
    var capacity = new Capacity(48 * MIB, 9 * MIB, 20_000, 40);

    assertThat(first(Bounds.of(config, true, capacity)))
        .isLessThan(first(Bounds.of(config, false, capacity)) / 3);
  }

  @Test
  void eachListenerHasAShare() {
    Bounds one = of("prefix: myapp", 48, 9);
    Bounds two = of("server: {sockets: {admin: {port: 0}}}", 48, 9);

    assertThat(two.connections()).containsOnlyKeys(Bounds.FIRST, "admin");
    assertThat(first(two)).isLessThan(first(one));
    assertThat(two.connections().values().stream().mapToInt(Integer::intValue).sum())
        .isLessThanOrEqualTo(2 * first(one));
  }

  @Test
  void whatIsConfiguredHolds() {
    Bounds bounds =
        of(
            """
            server: {max-tcp-connections: 50}
            simulation: {max-in-flight: 7}
            exposition: {max-in-flight: 3}
            """,
            48,
            9);

    assertThat(bounds.connections()).isEqualTo(Map.of(Bounds.FIRST, 50));
    assertThat(bounds.handled()).isEqualTo(7);
    assertThat(bounds.answers()).isEqualTo(3);
    assertThat(bounds.warnings()).isEmpty();
  }

  @Test
  void whatIsConfiguredAndCannotFitIsAWarning() {
    Bounds bounds =
        of(
            """
            server: {max-tcp-connections: 12000}
            simulation: {enabled: true, max-in-flight: 10000}
            exposition: {max-in-flight: 4000}
            """,
            48,
            9);

    assertThat(bounds.warnings())
        .hasSize(3)
        .first()
        .asString()
        .startsWith("server.max-tcp-connections: 12000 may take 288.0 MB, which is more than the ");
    assertThat(bounds.warnings().get(1)).startsWith("simulation.max-in-flight: 10000 may take ");
    assertThat(bounds.warnings().get(2)).startsWith("exposition.max-in-flight: 4000 may take ");
  }

  @Test
  void samplesThatCannotFitAreAWarning() {
    String yaml =
        """
        targets: [{name: jvm, jmx: {url: local}}]
        collectors:
          - name: many
            targets: [jvm]
            max-samples: 100000
            mbeans: java.lang:type=Runtime
            metrics: [{name: up_seconds, type: gauge, help: Up., value: Uptime}]
        """;

    assertThat(of(yaml, 48, 9).warnings())
        .singleElement()
        .asString()
        .startsWith(
            "max-samples: all collections together may publish 100000 samples, which take about "
                + "40.0 MB; the heap has ");
    assertThat(of(yaml, 512, 9).warnings()).isEmpty();
  }

  @Test
  void theDemonstrationFitsTheHeapOfTheImage() throws Exception {
    var demonstration = Kinds.onClassPath().loader(Map.of(), Map.of()).load(null, Map.of());

    assertThat(Bounds.of(demonstration, false, capacity(48, 12)).warnings()).isEmpty();
  }

  private static String collecting(int maxSamples, int targets) {
    var yaml = new StringBuilder("simulation: {enabled: true}\ntargets:\n");
    var names = new ArrayList<String>();
    for (int i = 0; i < targets; i++) {
      names.add("t" + i);
      yaml.append("  - {name: t").append(i).append(", jmx: {url: local}}\n");
    }
    return yaml
        + """
        collectors:
          - name: many
            targets: %s
            max-samples: %d
            mbeans: java.lang:type=Runtime
            metrics: [{name: up_seconds, type: gauge, help: Up., value: Uptime}]
        """
            .formatted(names, maxSamples);
  }

  @Test
  void otherCollectorsAndTargetsChangeTheBoundsWithoutARestart() {
    var started = Settings.of(collecting(1_000, 1));
    try (var log = new CapturedLog("io.sonde")) {
      var bounds = new CurrentBounds(started, false, capacity(48, 9));
      Bounds first = bounds.first();
      assertThat(bounds.permits().limit()).isEqualTo(first.answers());

      var larger = Settings.of("server: {max-tcp-connections: 5}\n" + collecting(1_000, 20));
      bounds.follow(larger);
      Bounds fitting = Bounds.of(Settings.of(collecting(1_000, 20)), false, capacity(48, 9));
      assertThat(fitting.answers()).isLessThan(first.answers());
      assertThat(bounds.permits().limit()).isEqualTo(fitting.answers());
      assertThat(bounds.memory().bytes()).isEqualTo(fitting.readBytes());
      assertThat(log.lines())
          .hasSize(3)
          .contains(
              "INFO " + fitting.summary(),
              "WARNING simulation.max-in-flight: the limit stays %d until a restart; with the present collectors it would be %d"
                  .formatted(first.handled(), fitting.handled()));

      bounds.follow(larger);
      assertThat(log.lines()).as("nothing has changed").hasSize(3);

      bounds.follow(started);
      assertThat(bounds.permits().limit()).isEqualTo(first.answers());
    }
  }

  @Test
  void theyAreLoggedAndExposedAtTheStart() throws Exception {
    try (var log = new CapturedLog(Bounds.class.getName());
        var sonde = Sonde.start(Settings.of("server: {max-tcp-connections: 77}"));
        var raw = Raw.connect(sonde.port())) {
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("INFO Bounds for a heap of ")
          .contains(" connections 77, ");
      assertThat(raw.send(Raw.get("/metrics?name[]=sonde_limit&name[]=sonde_in_use")).answer())
          .contains("sonde_limit{name=\"connections\"} 77.0\n")
          .contains("sonde_in_use{name=\"connections\"} 1.0\n")
          .contains("sonde_limit{name=\"read_bytes\"} ");
    }
  }

  @Test
  void allOfItIsALine() {
    assertThat(of("simulation: {enabled: true}", 48, 9).summary())
        .matches(
            "Bounds for a heap of 50\\.3 MB with 9\\.4 MB in use: connections \\d+, requests in the"
                + " simulated handler \\d+, scrapes and probes \\d+, samples 0, reads [\\d.]+ MB");
  }
}
