package io.sonde.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.Kinds;
import io.sonde.config.helidon.HelidonKeys;
import io.sonde.targets.TargetKind;
import io.sonde.yaml.Key;
import io.sonde.yaml.Node;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Problems;
import io.sonde.yaml.YamlTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Makes the reference of the manual from the keys and compares it with the one that is there;
 * {@code -Dsonde.refresh=true} writes it anew.
 */
class ReferenceTest {
  private static final Path MANUAL = Path.of("src/site/markdown/configuration.md");
  private static final String BEGIN = "<!-- reference:begin -->\n";
  private static final String END = "<!-- reference:end -->";

  private static final Path DEFAULTS = Path.of("src/main/resources/io/sonde/config/defaults.yaml");

  private final List<TargetKind> kinds = Kinds.onClassPath().all();
  private final StringBuilder text = new StringBuilder();

  @Test
  void theManualHasEveryKey() throws IOException {
    String made = reference();
    String manual = Files.readString(MANUAL);
    int begin = manual.indexOf(BEGIN) + BEGIN.length();
    int end = manual.indexOf(END);
    assertThat(begin).isLessThanOrEqualTo(end);
    if (Boolean.getBoolean("sonde.refresh")) {
      Files.writeString(MANUAL, manual.substring(0, begin) + made + manual.substring(end));
    } else {
      assertThat(manual.substring(begin, end)).isEqualTo(made);
    }
  }

  @Test
  void eachKeySaysWhatItMeans() {
    assertThat(all(new ConfigKeys(kinds, HelidonKeys.load()).all()))
        .hasSizeGreaterThan(50)
        .allSatisfy(key -> assertThat(key.meaning()).as(key.name()).endsWith("."))
        .allSatisfy(key -> assertThat(key.name()).matches("[a-z]+[0-9]*(-[a-z]+)*"));
  }

  private List<Key<?>> all(List<Key<?>> keys) {
    List<Key<?>> all = new ArrayList<>(keys);
    keys.forEach(key -> all.addAll(all(key.type().keys())));
    kinds.forEach(kind -> all.addAll(kind.queryKeys()));
    return all;
  }

  private String reference() throws IOException {
    text.append("<!-- Made by ReferenceTest from the descriptions of the keys. -->\n");
    ConfigKeys keys = new ConfigKeys(kinds, HelidonKeys.load());
    heading("The file");
    rows(keys.all(), false);
    for (Key<?> key : keys.all()) {
      if (!key.type().keys().isEmpty()) {
        section(key.name() + (key.type().repeated() ? "[]" : ""), key);
      }
    }
    heading("`server`, `metrics`, `health`");
    text.append(
        """
        [All of Helidon's keys](../../main/resources/io/sonde/config/helidon/helidon-keys.txt) with their types. These
        have a default that differs from Helidon's, or that Sonde relies on:

        | key | default |
        | --- | --- |
        """);
    Fields defaults = YamlTree.read(DEFAULTS, new Problems());
    leaves("server", Objects.requireNonNull(defaults.entries().get("server")).node());
    return text.toString();
  }

  private void section(String path, Key<?> key) {
    heading("`" + path + "`");
    text.append(key.meaning()).append("\n\n");
    List<Key<?>> below = key.type().keys();
    if (path.equals("collectors[]")) {
      below = below.stream().filter(k -> !k.alternative()).collect(Collectors.toList());
      table(below);
      for (TargetKind kind : kinds) {
        heading("`collectors[]` with `" + kind.key() + "` targets");
        table(kind.queryKeys());
      }
    } else {
      table(below);
    }
    for (Key<?> child : below) {
      if (child.type().repeated() || (child.alternative() && !child.type().keys().isEmpty())) {
        section(path + "." + child.name() + (child.type().repeated() ? "[]" : ""), child);
      }
    }
  }

  private void heading(String words) {
    text.append("\n### ").append(words).append("\n\n");
  }

  private void table(List<Key<?>> keys) {
    rows(keys, true);
  }

  /**
   * @param deep true to write the maps below in the same table, with dotted names
   */
  private void rows(List<Key<?>> keys, boolean deep) {
    text.append("| key | type | default | meaning |\n| --- | --- | --- | --- |\n");
    rows("", keys, deep);
  }

  private void rows(String path, List<Key<?>> keys, boolean deep) {
    String alternatives =
        keys.stream()
            .filter(Key::alternative)
            .map(key -> "`" + path + key.name() + "`")
            .collect(Collectors.joining(", "));
    for (Key<?> key : keys) {
      text.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  path + key.name(),
                  key.type().words(),
                  otherwise(key, alternatives),
                  key.meaning().replace("|", "\\|")));
      if (deep && !key.type().repeated() && !key.alternative()) {
        rows(path + key.name() + ".", key.type().keys(), true);
      }
    }
  }

  private static String otherwise(Key<?> key, String alternatives) {
    if (key.alternative()) {
      return alternatives.contains(",") ? "one of " + alternatives : "required";
    }
    String otherwise = key.otherwise();
    if (otherwise != null) {
      return "`" + otherwise + "`";
    }
    String words = key.otherwiseWords();
    return words != null ? words : key.required() != null ? "required" : "–";
  }

  private void leaves(String path, Node node) {
    switch (node) {
      case Fields fields ->
          fields.entries().forEach((key, entry) -> leaves(path + "." + key, entry.node()));
      case Node.Items _ -> throw new IllegalStateException(path);
      case Node.Text value -> text.append("| `%s` | `%s` |\n".formatted(path, value.text()));
    }
  }
}
