package io.sonde.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SectionTest {
  private static final Key<String> NAME = Key.of("name", Types.TEXT, "A name.").required("a name");
  private static final Key<Duration> EVERY =
      Key.of("every", Types.duration(Duration.ZERO, Duration.ofHours(1)), "A time.")
          .otherwise("15s");
  private static final Key<List<Double>> NUMBERS =
      Key.of("numbers", Types.ASCENDING, "Numbers.").otherwise("[1, 2.5]");
  private static final Key<Path> FILE = Key.of("file", Types.FILE, "A file.");
  private static final Key<Long> SIZE = Key.of("size", Types.SIZE, "A size.").otherwise("1KiB");

  private final Problems problems = new Problems();

  private Section section(String yaml, Key<?>... keys) {
    return Section.root(
        YamlTree.compose("a.yaml", yaml, problems), List.of(keys), Path.of("/folder"), problems);
  }

  private List<String> problems() {
    try {
      problems.throwIfAny();
      return List.of();
    } catch (ConfigException e) {
      return e.problems().stream().map(Problem::toString).toList();
    }
  }

  @Test
  void onlyAKeyThatIsDescribedCanBeRead() {
    Section section = section("name: a\nevery: 1s\n", NAME);
    assertThat(section.text(NAME)).isEqualTo("a");
    assertThatThrownBy(() -> section.get(EVERY))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the key every is not described");
  }

  @Test
  void aKeyThatIsDescribedMustBeRead() {
    Section section = section("name: a\n", NAME, EVERY);
    assertThat(section.text(NAME)).isEqualTo("a");
    assertThatThrownBy(section::end)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the key every is described and was not read");
    assertThat(section.get(EVERY)).isEqualTo(Duration.ofSeconds(15));
    section.end();
    assertThat(problems()).isEmpty();
  }

  @Test
  void aSectionBelowEndsWithTheOneAbove() {
    Key<List<Section>> list = Key.of("list", Types.sections(List.of(NAME)), "A list.");
    Section section = section("list: [{name: a, nam: b}, {}, text]\n", list);
    List<Section> below = Objects.requireNonNull(section.find(list));
    assertThat(below).hasSize(3);
    List<String> names = new ArrayList<>();
    below.forEach(one -> names.add(one.text(NAME)));
    assertThat(names).containsExactly("a", "", "");
    section.end();
    assertThat(problems())
        .containsExactly(
            "a.yaml:1:18 list[0].nam: expected one of name, found 'nam'",
            "a.yaml:1:27 list[1].name: expected a name, found nothing",
            "a.yaml:1:31 list[2]: expected a map, found 'text'");
  }

  @Test
  void defaultsComeFromTheDescription() {
    Section section = section("", EVERY, NUMBERS, SIZE, FILE);
    assertThat(section.get(EVERY)).isEqualTo(Duration.ofSeconds(15));
    assertThat(section.get(NUMBERS)).containsExactly(1.0, 2.5);
    assertThat(section.get(SIZE)).isEqualTo(1024);
    assertThat(section.find(FILE)).isNull();
    assertThatThrownBy(() -> section.get(FILE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the key file has no default");
  }

  @Test
  void whatIsWrongGivesTheDefaultAndAProblem() {
    Section section = section("every: 2h\nnumbers: [2, 1]\nsize: 3 TB\n", EVERY, NUMBERS, SIZE);
    assertThat(section.get(EVERY)).isEqualTo(Duration.ofSeconds(15));
    assertThat(section.get(NUMBERS)).containsExactly(1.0, 2.5);
    assertThat(section.get(SIZE)).isEqualTo(1024);
    assertThat(problems())
        .containsExactly(
            "a.yaml:1:8 every: expected a duration from 0s to 1h, found '2h'",
            "a.yaml:2:10 numbers: expected a list of ascending numbers, found a list",
            "a.yaml:3:7 size: expected a size up to 2GB, such as 16MiB or 500KB, found '3 TB'");
  }

  @Test
  void filesAreRelativeToTheFileInWhichTheyStand() {
    assertThat(section("file: a/b\n", FILE).find(FILE)).isEqualTo(Path.of("/folder/a/b"));
    assertThat(section("file: /a/b\n", FILE).find(FILE)).isEqualTo(Path.of("/a/b"));
  }

  @Test
  void exactlyOneAlternativeIsThere() {
    Key<String> a = Key.of("a", Types.TEXT, "A.").asAlternative();
    Key<String> b = Key.of("b", Types.TEXT, "B.").asAlternative();
    assertThat(section("b: x", a, b).alternative()).isEqualTo(b);
    assertThat(section("{}", a, b).alternative()).isNull();
    assertThat(section("\na: x\nb: x", a, b).alternative()).isNull();
    assertThat(problems())
        .containsExactly(
            "a.yaml:1:1: expected one of a, b, found none",
            "a.yaml:2:1: expected one of a, b, found a and b");
  }

  @Test
  void twoKeysOfOneNameAreAMistakeOfTheProgram() {
    assertThatThrownBy(() -> section("", NAME, Key.of("name", Types.BOOL, "Another.")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("two keys name");
  }
}
