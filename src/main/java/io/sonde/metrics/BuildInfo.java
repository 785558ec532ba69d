package io.sonde.metrics;

import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Version and revision of Sonde, and the versions of Java and Helidon. Unknown values are {@code
 * unknown}. Immutable.
 *
 * @param version the version of Sonde
 * @param revision the commit that was built, with {@code -dirty} when files differed from it
 * @param time the time of that commit, ISO 8601
 * @param java the version of Java that runs Sonde
 * @param helidon the version of Helidon that Sonde was built with
 */
public record BuildInfo(String version, String revision, String time, String java, String helidon) {
  private static final String UNKNOWN = "unknown";

  /** Reads {@code io/sonde/build.properties}, which the build puts on the class path. */
  public static BuildInfo read() {
    var properties = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream("/io/sonde/build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read io/sonde/build.properties of the class path", e);
    }
    return of(properties, Runtime.version().toString());
  }

  static BuildInfo of(Properties built, String java) {
    String revision = value(built, "revision");
    boolean dirty = !revision.equals(UNKNOWN) && value(built, "dirty").equals("true");
    return new BuildInfo(
        value(built, "version"),
        dirty ? revision + "-dirty" : revision,
        value(built, "time"),
        java,
        value(built, "helidon"));
  }

  /**
   * {@code sonde_build_info{helidon="4.4.0",java="25.0.1+8",revision="8cf4ba6",version="0.1.0"} 1}.
   */
  public MetricSnapshots snapshots() {
    return MetricSnapshots.of(
        InfoSnapshot.builder()
            .name("sonde_build")
            .help("Version and revision of this Sonde, and the versions of Java and Helidon.")
            .dataPoint(
                InfoDataPointSnapshot.builder()
                    .labels(
                        Labels.of(
                            "version", version,
                            "revision", revision,
                            "java", java,
                            "helidon", helidon))
                    .build())
            .build());
  }

  /** A placeholder that the build did not replace is still {@code @name@}. */
  private static String value(Properties built, String key) {
    String value = built.getProperty(key, "").strip();
    return value.isEmpty() || value.startsWith("@") ? UNKNOWN : value;
  }
}
