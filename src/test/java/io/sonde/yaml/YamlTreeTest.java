package io.sonde.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Node.Items;
import io.sonde.yaml.Node.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTreeTest {
  @TempDir Path folder;

  private final Problems problems = new Problems();

  private Fields compose(String yaml) {
    return YamlTree.compose("a.yaml", yaml, problems);
  }

  private List<String> problems() {
    try {
      problems.throwIfAny();
      return List.of();
    } catch (ConfigException e) {
      return e.problems().stream().map(Problem::toString).toList();
    }
  }

  private static Node.Entry entry(Fields fields, String key) {
    return Objects.requireNonNull(fields.entries().get(key));
  }

  private static String text(Fields fields, String key) {
    return ((Text) entry(fields, key).node()).text();
  }

  @Test
  void textsStayTextsWithTheirPlaces() {
    Fields top = compose("a: 0123\nb: [12:30, {c: 'ON'}]\n\"d\": >\n  folded\n  text\ne:\n");
    assertThat(text(top, "a")).isEqualTo("0123");
    Items items = (Items) entry(top, "b").node();
    assertThat(items.nodes().getFirst())
        .isEqualTo(new Text("12:30", "12:30", false, new Place("a.yaml", 2, 5)));
    assertThat(text((Fields) items.nodes().getLast(), "c")).isEqualTo("ON");
    assertThat(text(top, "d")).isEqualTo("folded text\n");
    assertThat(((Text) entry(top, "e").node()).nothing()).isTrue();
    assertThat(entry(top, "d").place()).isEqualTo(new Place("a.yaml", 3, 1));
    assertThat(problems()).isEmpty();
  }

  @Test
  void nothingIsAnEmptyMap() {
    for (String yaml : List.of("", "# a comment\n", "---\n", "~\n", "null\n")) {
      assertThat(compose(yaml).entries()).as(yaml).isEmpty();
    }
    assertThat(problems()).isEmpty();
  }

  @Test
  void mergeKeysGiveWhatTheMapDoesNotSay() {
    Fields top =
        compose(
            """
            base: &base {a: 1, b: {x: 1}}
            more: &more {a: 2, c: 3}
            one: {<<: *base, b: {y: 2}}
            two: {<<: [*base, *more], d: 4}
            """);
    assertThat(text((Fields) entry(top, "one").node(), "a")).isEqualTo("1");
    Fields own = (Fields) entry((Fields) entry(top, "one").node(), "b").node();
    assertThat(own.entries()).containsOnlyKeys("y");
    Fields two = (Fields) entry(top, "two").node();
    assertThat(two.entries()).containsOnlyKeys("a", "b", "c", "d");
    assertThat(text(two, "a")).isEqualTo("1");
    assertThat(problems()).isEmpty();
  }

  @Test
  void aKeyThatIsACollectionIsOneProblem() {
    Fields top = compose("? [a, b]\n: {c: d}\ne: f\n");
    assertThat(top.entries()).containsOnlyKeys("e");
    assertThat(problems())
        .containsExactly("a.yaml:1:3: expected a text as key, found a collection");
  }

  /** Twenty-five times twice the one before: 2^25 values of some hundred bytes. */
  @Test
  void aliasesAreCountedBeforeTheyAreUsed() {
    String yaml =
        "a0: &a0 x\n"
            + IntStream.rangeClosed(1, 25)
                .mapToObj(n -> "a%d: &a%d [*a%d, *a%d]\n".formatted(n, n, n - 1, n - 1))
                .collect(Collectors.joining());
    assertThat(compose(yaml).entries()).isEmpty();
    assertThat(problems())
        .singleElement()
        .asString()
        .contains("expected at most " + YamlTree.mostValues() + " values for this heap, found more")
        .startsWith("a.yaml:");
  }

  /** Each map takes over all that the one before has: aliases that hide behind merge keys. */
  @Test
  void mergedMapsAreCountedToo() {
    String yaml =
        "a0: &a0 {x: y}\n"
            + IntStream.rangeClosed(1, 25)
                .mapToObj(n -> "a%d: &a%d {k%d: *a%d, <<: *a%d}\n".formatted(n, n, n, n - 1, n - 1))
                .collect(Collectors.joining());
    compose(yaml);
    assertThat(problems()).singleElement().asString().contains("values for this heap, found more");
  }

  @Test
  void theDepthIsBounded() {
    compose("a: " + "[".repeat(100_000));
    assertThat(problems()).containsExactly("a.yaml:1:54: expected at most 50 levels, found more");
  }

  @Test
  void fiftyLevelsAreRead() {
    compose("a: " + "[".repeat(49) + "x" + "]".repeat(49));
    assertThat(problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a: *hunter2        | a.yaml:1:4 a: expected YAML, found an alias to an anchor that does not exist
          a: !hunter2!x y    | a.yaml:1:4: expected YAML, found undefined tag handle
          a: %hunter2        | a.yaml:1:4: expected YAML, found character '%' that cannot start any token. (Do not use % for indentation)
          a: [hunter2        | a.yaml:1:12: expected YAML, expected ',' or ']', but got <stream end>
          hunter2            | a.yaml:1:1: expected a map of keys, found a text
          """)
  void aMessageDoesNotRepeatWhatMayBeASecret(String yaml, String problem) {
    compose(yaml);
    assertThat(problems()).containsExactly(problem);
  }

  @Test
  void halfOfASurrogatePairIsNoUnicode() {
    var _ = compose("a: \"\\ud83d\\ude00\"\nb: [\"x\\ud800\"]\n");
    assertThat(problems())
        .containsExactly(
            "a.yaml:2:5 b[0]: expected Unicode, found half of a surrogate pair, U+D800");
  }

  @Test
  void noTextHasTheCharacterThatNoSourceTakes() {
    var _ = compose("sql: \"SELECT '\\0'\"\nb: [x, \"\\x00\"]\n\"k\\0\": {}\n");
    assertThat(problems())
        .containsExactly(
            "a.yaml:1:6 sql: expected a text without the character U+0000",
            "a.yaml:2:8 b[1]: expected a text without the character U+0000",
            "a.yaml:3:1 k…: expected a text without the character U+0000");
  }

  @Test
  void aMessageHasNothingThatATerminalObeys() {
    assertThat(
            new Problem(Place.of("a\u001b[2J"), "b\u0007", "found '\u001b]0;title\u0007é\n\u009b'"))
        .hasToString("a\\u001b[2J b\\u0007: found '\\u001b]0;title\\u0007é\\u000a\\u009b'")
        .extracting(Problem::message)
        .isEqualTo("found '\\u001b]0;title\\u0007é\\u000a\\u009b'");
  }

  @Test
  void aCharacterThatYamlForbidsIsNamed() {
    compose("a: \u0007");
    assertThat(problems()).containsExactly("a.yaml:1:1: expected YAML, found the character U+0007");
  }

  @Test
  void aFileThatCannotBeReadIsOneProblem() throws IOException {
    Path latin =
        Files.write(folder.resolve("latin.yaml"), "a: ä".getBytes(StandardCharsets.ISO_8859_1));
    Path large = folder.resolve("large.yaml");
    Files.write(large, new byte[YamlTree.MOST_BYTES + 1]);
    for (Path file : List.of(folder.resolve("missing.yaml"), folder, latin, large)) {
      assertThat(YamlTree.read(file, problems).entries()).isEmpty();
    }
    assertThat(problems())
        .containsExactly(
            folder + ": expected a readable file, found a directory",
            large + ":1:1: expected YAML, found the character U+0000",
            latin + ": expected a readable file, found bytes that are not UTF-8",
            folder.resolve("missing.yaml") + ": expected a readable file, found no such file");
  }

  @Test
  void aFileIsReadToABound() throws IOException {
    Path large = folder.resolve("large.yaml");
    Files.writeString(large, "a: b\n" + "# some words\n".repeat(YamlTree.MOST_BYTES / 10));
    assertThat(YamlTree.read(large, problems).entries()).isEmpty();
    assertThat(problems())
        .containsExactly(large + ": expected a readable file, found more than 8 MiB");
  }

  /** SnakeYAML took 46 s for a line of 8 MiB. */
  @Test
  void aLineIsReadToABound() {
    for (String begin : List.of("", "# ", "a: ", "a: '", "a: \"", "a: [", "a: |\n ")) {
      compose("\n" + begin + "x".repeat(YamlTree.MOST_BYTES));
    }
    assertThat(problems())
        .containsExactly(
            "a.yaml:2:1: expected at most 262144 characters in a line, found more",
            "a.yaml:3:1: expected at most 262144 characters in a line, found more");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFileWithoutEndIsReadToABound() {
    YamlTree.read(Path.of("/dev/zero"), problems);
    assertThat(problems()).hasSize(1);
  }

  @Test
  void referencesThatPutInTooMuchAreAFault() {
    StringBuilder yaml = new StringBuilder("a0: " + "x".repeat(1_000) + "\n");
    for (int n = 1; n <= 40; n++) {
      yaml.append("a%d: ${a%d}${a%d}\n".formatted(n, n - 1, n - 1));
    }
    Fields top = compose(yaml.toString());
    Text last = (Text) entry(References.resolve(top, Map.of()), "a40").node();
    assertThat(last.faults().getFirst().message(false))
        .contains("expected at most 8388608 characters from all references, found ${");
  }

  @Test
  void problemsBeyondAThousandAreCounted() {
    for (int n = 1; n <= 1_500; n++) {
      problems.add(new Place("a.yaml", n, 1), "a", "expected b, found c");
    }
    assertThat(problems())
        .hasSize(1_001)
        .last()
        .isEqualTo("a.yaml: expected fewer problems, found 500 more");
  }
}
