package io.sonde.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.ClassPath;
import io.sonde.testing.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scrapes at once share what they send: see {@link FortyScrapesMain}. */
class FortyScrapesTest {
  @Test
  void fortyScrapesOf100000SeriesAtOnceFitTheHeapOfTheImage() throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx48m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djdk.virtualThreadScheduler.parallelism=8",
            "-cp",
            ClassPath.ofTests(),
            FortyScrapesMain.class.getName());

    Tools.Result result = Tools.run(command, new byte[0]);

    assertThat(result.errors()).isEmpty();
    assertThat(result.output().lines().map(line -> line.replaceFirst("[0-9]+$", "#")))
        .containsExactly(
            "openmetrics gzip #", "openmetrics identity #", "text gzip #", "text identity #");
    assertThat(result.exit()).isZero();
  }
}
