package io.sonde.config;

import io.helidon.config.Config;
import io.sonde.targets.TargetConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A whole configuration that was found valid. Immutable.
 *
 * @param prefix every configured metric is exposed as {@code <prefix>_<name>}
 * @param exposition the bounds of scrapes
 * @param reload when it is read again
 * @param webConfig the file of the web configuration; null for none
 * @param helidon the keys that Helidon reads: {@code server}, {@code metrics}, {@code health}, …
 */
public record SondeConfig(
    String prefix,
    SimulationConfig simulation,
    ExpositionConfig exposition,
    List<TargetConfig> targets,
    List<CollectorConfig> collectors,
    List<DiscoveryConfig> discoveries,
    LogSettings log,
    ReloadSettings reload,
    @Nullable Path webConfig,
    Config helidon) {
  public SondeConfig {
    targets = List.copyOf(targets);
    collectors = List.copyOf(collectors);
    discoveries = List.copyOf(discoveries);
  }

  /** The same with other targets, and collectors of them. */
  public SondeConfig with(List<TargetConfig> others, List<CollectorConfig> readers) {
    return new SondeConfig(
        prefix,
        simulation,
        exposition,
        others,
        readers,
        discoveries,
        log,
        reload,
        webConfig,
        helidon);
  }

  /**
   * The bounds of scrapes.
   *
   * @param maxInFlight scrapes and probes beyond this many at once get a 503; empty when the heap
   *     decides
   */
  public record ExpositionConfig(OptionalInt maxInFlight) {}

  /**
   * When the configuration is read again, besides on SIGHUP.
   *
   * @param http on POST to {@code /-/reload}
   * @param watch when its files have changed
   */
  public record ReloadSettings(boolean http, boolean watch) {}

  /**
   * What is logged to standard error, and how.
   *
   * @param accessLog whether requests are logged, and how, whatever the level is
   */
  public record LogSettings(Level level, Format format, AccessLog accessLog) {
    /** From the most to the least that is said. */
    public enum Level {
      TRACE,
      DEBUG,
      INFO,
      WARNING,
      ERROR
    }

    /** One line of text for a record, or one JSON object. */
    public enum Format {
      TEXT,
      JSON
    }

    /** The same for requests, or nothing of them. */
    public enum AccessLog {
      OFF,
      TEXT,
      JSON
    }
  }
}
