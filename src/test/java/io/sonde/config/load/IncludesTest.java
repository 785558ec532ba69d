package io.sonde.config.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sonde.Kinds;
import io.sonde.config.CollectorConfig;
import io.sonde.config.SondeConfig;
import io.sonde.targets.TargetConfig;
import io.sonde.targets.jdbc.JdbcConfig;
import io.sonde.testing.CapturedLog;
import io.sonde.yaml.ConfigException;
import io.sonde.yaml.SourceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that a configuration includes. */
class IncludesTest {
  private static final String COLLECTOR =
      """
      collectors:
        - name: %s
          targets: [%s]
          sql: SELECT 1 AS n
          metrics: [{name: %s, type: gauge, help: h., value: n}]
      """;

  @TempDir Path folder;

  private void write(String name, String yaml) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, yaml);
  }

  private SondeConfig load(SourceFiles followed) throws ConfigException {
    return Kinds.onClassPath()
        .loader(Map.of(), Map.of())
        .load(folder.resolve("sonde.yaml"), Map.of(), followed);
  }

  private List<String> problems() {
    var thrown = catchThrowableOfType(ConfigException.class, () -> load(new SourceFiles()));
    return thrown.problems().stream().map(p -> p.toString().replace(folder + "/", "")).toList();
  }

  private static String both(String target, String collector) {
    return """
    targets:
      - {name: %s, jdbc: {url: 'jdbc:h2:mem:x', username: "${prefix}", password-file: secret}}
    """
            .formatted(target)
        + COLLECTOR.formatted(collector, target, "m_" + collector);
  }

  @Test
  void listsAreJoinedAndPathsAreOfTheIncludedFile() throws Exception {
    write("sonde.yaml", "prefix: app\ninclude: ['teams/*.yaml', more/one.yml]\n" + both("a", "c"));
    write("teams/y.yaml", both("y", "cy"));
    write("teams/x.yaml", both("x", "cx"));
    write("teams/.hidden.yaml", "nonsense");
    write("teams/z.txt", "nonsense");
    write("more/one.yml", COLLECTOR.formatted("c1", "x, a", "m"));
    var config = load(new SourceFiles());
    assertThat(config.targets()).extracting(TargetConfig::name).containsExactly("a", "x", "y");
    assertThat(config.collectors())
        .extracting(CollectorConfig::name)
        .containsExactly("c", "cx", "cy", "c1");
    assertThat(config.collectors().getLast().metrics().getFirst().name()).isEqualTo("app_m");
    assertThat(config.targets())
        .extracting(target -> target.credentials().getFirst().file().orElseThrow())
        .containsExactly(
            folder.resolve("secret"),
            folder.resolve("teams/secret"),
            folder.resolve("teams/secret"));
    assertThat(((JdbcConfig) config.targets().getLast()).username()).isEqualTo("app");
  }

  @Test
  void problemsNameTheFileAndBothPlaces() throws Exception {
    write("sonde.yaml", "include: ['teams/*.yaml', gone.yaml]\nprefix: a\n" + both("a", "c"));
    write("teams/x.yaml", both("a", "c"));
    write("teams/y.yaml", "prefix: b\ninclude: [z.yaml]\nserver: {port: 1}\ntargts: []\n");
    write("teams/z.yaml", "targets: [\n");
    assertThat(problems())
        .containsExactly(
            "sonde.yaml:1:27 include[1]: expected a file, found none at gone.yaml",
            "teams/x.yaml:2:5 targets[0].name: expected each name once, found 'a' at sonde.yaml:4:5"
                + " too",
            "teams/x.yaml:4:5 collectors[0].name: expected each name once, found 'c' at"
                + " sonde.yaml:6:5 too",
            "teams/y.yaml:1:1 prefix: expected it in the main file only, found it in an"
                + " included file",
            "teams/y.yaml:2:1 include: expected it in the main file only, found it in an"
                + " included file",
            "teams/y.yaml:3:1 server: expected it in the main file only, found it in an"
                + " included file",
            "teams/y.yaml:4:1 targts: expected one of collectors, discover, targets, found"
                + " 'targts'",
            "teams/z.yaml:2:1: expected YAML, expected the node content, but found '<stream end>'");
  }

  @Test
  void aPatternThatMatchesNothingIsAWarning() throws Exception {
    write("sonde.yaml", "include: 'teams/**/*.yaml'\nprefix: a\n");
    try (var log = new CapturedLog("io.sonde.config.load.Includes")) {
      var followed = new SourceFiles();
      assertThat(load(followed).targets()).isEmpty();
      assertThat(log.lines())
          .containsExactly(
              "WARNING %s/sonde.yaml:1:10 include: no file matches %s/teams/**/*.yaml"
                  .formatted(folder, folder));
      assertThat(followed.now()).isEqualTo(followed.asRead());

      write("teams/deep/a.yaml", both("a", "c"));
      assertThat(followed.now()).as("a new file is followed").isNotEqualTo(followed.asRead());
      followed = new SourceFiles();
      assertThat(load(followed).targets()).hasSize(1);
      assertThat(followed.now()).isEqualTo(followed.asRead());
      write("teams/deep/a.yaml", both("b", "c"));
      assertThat(followed.now()).as("a changed file is followed").isNotEqualTo(followed.asRead());
    }
  }
}
