package io.sonde.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.ClassPath;
import io.sonde.testing.Tools;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of strangers, in the heap of the image: each is refused with one line. */
class SmallHeapTest {
  @TempDir Path folder;

  private Path write(String name, String before, String repeated, int times) throws IOException {
    Path file = folder.resolve(name);
    try (Writer writer = Files.newBufferedWriter(file)) {
      writer.write(before);
      for (int i = 0; i < times; i++) {
        writer.write(repeated.replace("#", Integer.toString(i)));
      }
    }
    return file;
  }

  @Test
  void eachIsOneProblem() throws IOException {
    Path large = write("large.yaml", "prefix: a\n", "k#: some words of a value\n", 2_000_000);
    Path targets =
        write(
            "targets.yaml",
            "prefix: a\ntargets:\n",
            "  - {name: t#, jdbc: {url: \"jdbc:h2:mem:t\"}}\n",
            100_000);
    Path zero = Path.of("/dev/zero");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx48m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            ClassPath.ofTests(),
            SmallHeapMain.class.getName(),
            large.toString(),
            targets.toString(),
            zero.toString());
    Tools.Result result = Tools.run(command, new byte[0]);
    assertThat(result.errors()).isEmpty();
    assertThat(result.output().replace(folder.toString(), "").lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("/large.yaml:").contains("values for this heap"),
            line -> assertThat(line).startsWith("/targets.yaml:").contains("values for this heap"),
            line ->
                assertThat(line).startsWith("/dev/zero:1:1: expected YAML, found the character"));
    assertThat(result.exit()).isZero();
  }
}
