package io.sonde.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BuildInfoTest {
  private static BuildInfo of(String... keysAndValues) {
    var properties = new Properties();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
    }
    return BuildInfo.of(properties, "25.0.1+8");
  }

  @Test
  void theBuildFillsItIn() {
    BuildInfo info = BuildInfo.read();

    assertThat(info.version()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(info.helidon()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(info.java()).startsWith("25");
    assertThat(info.revision()).matches("unknown|[0-9a-f]{7,40}(-dirty)?");
    assertThat(info.time()).matches("unknown|\\d{4}-\\d\\d-\\d\\dT.*Z");
  }

  @Test
  void aChangedCheckoutSaysSo() {
    assertThat(of("revision", "8cf4ba6", "dirty", "true").revision()).isEqualTo("8cf4ba6-dirty");
    assertThat(of("revision", "8cf4ba6", "dirty", "false").revision()).isEqualTo("8cf4ba6");
  }

  @Test
  void whatTheBuildDidNotFillInIsUnknown() {
    String unknown = "unknown";
    assertThat(
            of(
                "version",
                "@project.version@",
                "revision",
                "@git.commit.id.abbrev@",
                "dirty",
                "true",
                "time",
                " "))
        .isEqualTo(new BuildInfo(unknown, unknown, unknown, "25.0.1+8", unknown));
  }

  @Test
  void asAMetric() {
    var info = new BuildInfo("0.1.0", "8cf4ba6", "2026-11-22T00:00:00Z", "25.0.1+8", "4.4.0");

    assertThat(PrometheusTextFormatWriter.create().toDebugString(info.snapshots()))
        .isEqualTo(
            """
            # HELP sonde_build_info Version and revision of this Sonde, and the versions of Java and Helidon.
            # TYPE sonde_build_info gauge
            sonde_build_info{helidon="4.4.0",java="25.0.1+8",revision="8cf4ba6",version="0.1.0"} 1
            """);
  }
}
