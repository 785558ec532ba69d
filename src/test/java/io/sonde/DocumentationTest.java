package io.sonde;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.config.SondeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README and the manual: size, links, and the configuration that the README begins with. */
class DocumentationTest {
  private static final Path README = Path.of("README.md");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#]*)(?:#([^)]*))?\\)");

  @TempDir Path folder;

  static Stream<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(README));
    try (var manual = Files.newDirectoryStream(Path.of("src/site/markdown"), "*.md")) {
      manual.forEach(pages::add);
    }
    return pages.stream();
  }

  @Test
  void theReadmeIsShort() throws IOException {
    List<String> lines = Files.readAllLines(README);
    assertThat(lines).hasSizeLessThanOrEqualTo(150);
    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(Path page) throws IOException {
    Matcher link = LINK.matcher(Files.readString(page));
    while (link.find()) {
      String target = link.group(1);
      if (target.startsWith("https://")) {
        continue;
      }
      Path linked = target.isEmpty() ? page : page.resolveSibling(target).normalize();
      assertThat(linked).as(link.group()).exists();
      if (link.group(2) != null) {
        assertThat(anchors(linked)).as(link.group()).contains(link.group(2));
      }
    }
  }

  /** The headings of a page as links name them. */
  private static List<String> anchors(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("#+ ", "").replaceAll("[^\\w -]", ""))
        .map(heading -> heading.strip().toLowerCase(Locale.ROOT).replace(' ', '-'))
        .toList();
  }

  @Test
  void theFirstExampleIsValid() throws Exception {
    Matcher yaml =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(README));
    assertThat(yaml.find()).isTrue();
    Path file = Files.writeString(folder.resolve("sonde.yaml"), yaml.group(1));
    SondeConfig config = Kinds.onClassPath().loader(Map.of(), Map.of()).load(file, Map.of());
    assertThat(config.collectors()).hasSize(1);
  }

  /** Each library says why it is there. */
  @Test
  void theManualListsEveryDependency() throws IOException {
    String pom =
        Files.readString(Path.of("pom.xml")).replaceAll("(?s)<exclusion>.*?</exclusion>", "");
    String direct = pom.substring(pom.indexOf("</dependencyManagement>"), pom.indexOf("<build>"));
    String manual = Files.readString(Path.of("src/site/markdown/extending.md"));
    Matcher dependency = Pattern.compile("(?s)<dependency>(.*?)</dependency>").matcher(direct);
    while (dependency.find()) {
      if (!dependency.group(1).contains("<scope>test</scope>")) {
        String name =
            dependency.group(1).replaceAll("(?s).*<artifactId>(.*?)</artifactId>.*", "$1");
        assertThat(manual).contains("`" + name + "`");
      }
    }
  }
}
