package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of configuration.md are valid, with what they leave out. */
class ManualTest {
  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^(?<indent> *)```yaml\\n(?<yaml>.*?)^ *```");

  private static final String API = "targets: [{name: api, http: {url: 'https://api'}}]\n";

  /** What an example needs that is elsewhere, by how it begins. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "targets: [{name: orders-db",
          sql("orders-db"),
          "collectors:\n  - name: pools",
          target("orders-db"),
          "targets:\n  - name: orders-db",
          "",
          "targets:\n  - name: api",
          get("api, vault"),
          "collectors:\n  - name: orders",
          API,
          "collectors:\n  - name: load",
          API,
          "discover:",
          target("main")
              + """
              collectors:
                - {name: kafka, mbeans: 'a:b=c', metrics: [{name: a, type: gauge, help: A., value: n}]}
                - {name: tables, targets: [main], sql: S, metrics: [{name: b, type: gauge, help: B., value: n}]}
                - {name: health, get: /, metrics: [{name: h, type: gauge, help: H., value: $status}]}
              """,
          "server:",
          "",
          "# yaml-language-server",
          "",
          "include:",
          "");

  @TempDir Path folder;

  private static String target(String name) {
    return "targets: [{name: %s, jdbc: {url: 'jdbc:h2:mem:x'}}]\n".formatted(name);
  }

  private static String sql(String target) {
    return "collectors: [{name: c, targets: [%s], sql: S, metrics: [{name: c, type: gauge, help: C., value: n}]}]\n"
        .formatted(target);
  }

  private static String get(String target) {
    return sql(target).replace("sql: S", "get: /");
  }

  private static String whole(String yaml) {
    if (yaml.startsWith("- {name")) {
      String metrics = yaml.indent(4);
      return target("t")
          + "collectors:\n  - name: c\n    targets: [t]\n    sql: S\n    metrics:\n"
          + metrics;
    }
    String more =
        ELSEWHERE.entrySet().stream()
            .filter(one -> yaml.startsWith(one.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow(() -> new AssertionError("an example that no test knows: " + yaml));
    return yaml.replaceAll("(?m)^include:.*", "") + "\n" + more;
  }

  @Test
  void itsExamplesAreValid() throws Exception {
    var blocks = BLOCK.matcher(Files.readString(Path.of("src/site/markdown/configuration.md")));
    List<String> wrong = new ArrayList<>();
    int count = 0;
    while (blocks.find()) {
      String yaml = blocks.group("yaml").indent(-blocks.group("indent").length());
      String whole = whole(yaml);
      String prefix = whole.contains("\nprefix: ") ? "" : "prefix: myapp\n";
      Path file = Files.writeString(folder.resolve("sonde.yaml"), prefix + whole);
      Command check = Command.run("check", file.toString());
      if (!check.out().contains(": valid, ")) {
        wrong.add(yaml + check.out() + check.err());
      }
      count++;
    }
    assertThat(wrong).isEmpty();
    assertThat(count).isGreaterThan(9);
  }
}
