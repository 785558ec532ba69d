package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sonde.config.SondeConfig;
import io.sonde.config.load.ConfigLoader.Option;
import io.sonde.testing.Await;
import io.sonde.yaml.ConfigException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new kind of target is one class that is handed over, and nothing else. */
class OwnKindTest {
  private static final String YAML =
      """
      prefix: game
      simulation: {enabled: false}
      targets: [{name: table, dice: {sides: 8, seed: 42}}]
      collectors:
        - name: luck
          targets: [table]
          every: 1s
          throws: 3
          metrics:
            - {name: eyes, type: gauge, help: Eyes of a throw., labels: {throw: number}, value: eyes}
      """;

  private final Kinds kinds = Kinds.onClassPath().with(new DiceKind());

  @TempDir Path folder;

  private SondeConfig load(String yaml) throws IOException, ConfigException {
    Path file = Files.writeString(folder.resolve("sonde.yaml"), yaml);
    var options =
        Map.of(
            "server.host", new Option("--host", "127.0.0.1"),
            "server.port", new Option("--port", "0"));
    return kinds.loader(Map.of(), Map.of()).load(file, options);
  }

  @Test
  void itsSamplesAreInTheScrape() throws Exception {
    try (Sonde sonde = Sonde.start(load(YAML), kinds);
        HttpClient client = HttpClient.newHttpClient()) {
      URI uri =
          URI.create("http://127.0.0.1:" + sonde.port() + "/observe/metrics?name%5B%5D=game_eyes");
      var request = HttpRequest.newBuilder(uri).build();
      String scrape =
          Await.until(
              () -> client.send(request, BodyHandlers.ofString()).body(),
              body -> body.contains("game_eyes"));
      assertThat(scrape)
          .isEqualTo(
              """
              # HELP game_eyes Eyes of a throw.
              # TYPE game_eyes gauge
              game_eyes{target="table",throw="1"} 6.0
              game_eyes{target="table",throw="2"} 1.0
              game_eyes{target="table",throw="3"} 6.0
              """);
    }
  }

  @Test
  void itsKeysAreCheckedLikeThoseOfTheOthers() {
    String wrong =
        YAML.replace("sides: 8", "sides: 1, colour: red")
            .replace("throws: 3", "throws: 0\n    rows: $")
            .replace("{throw: number}", "{throw: nr}");
    assertThatThrownBy(() -> load(wrong))
        .hasMessage(
            """
            F:3:39 targets[0].dice.sides: expected a whole number from 2 to 100, found '1'
            F:3:42 targets[0].dice.colour: expected one of seed, sides, found 'colour'
            F:8:13 collectors[0].throws: expected a whole number from 1 to 100, found '0'
            F:9:5 collectors[0].rows: expected one of every, get, keep, max-metrics, max-samples, mbeans, metrics, name, names, on-duplicate, path, prefix, sql, target-label, targets, throws, timeout, found 'rows'
            F:11:75 collectors[0].metrics[0].labels.throw: expected number or eyes, found 'nr'\
            """
                .replace("F:", folder.resolve("sonde.yaml") + ":"));
  }

  @Test
  void withoutItTheKeyIsUnknown() throws IOException {
    Path file = Files.writeString(folder.resolve("sonde.yaml"), YAML);
    assertThatThrownBy(() -> Kinds.onClassPath().loader(Map.of(), Map.of()).load(file, Map.of()))
        .hasMessageContaining("targets[0]: expected one of jdbc, http, jmx, found none")
        .hasMessageContaining(
            "targets[0].dice: expected one of http, jdbc, jmx, labels, name, found 'dice'");
  }
}
