package io.sonde.config;

import io.helidon.config.Config;
import io.sonde.targets.TargetConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A whole, valid configuration. Immutable.
 *
 * @param prefix every configured metric is exposed as {@code <prefix>_<name>}
 * @param exposition limits of scrapes
 * @param reload when the configuration is read again
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

  /** This configuration with other targets and collectors. */
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
   * Limits of scrapes.
   *
   * @param maxInFlight scrapes and probes beyond this many at once get a 503; empty when the heap
   *     decides
   */
  public record ExpositionConfig(OptionalInt maxInFlight) {}

  /**
   * When the configuration is read again, besides on SIGHUP.
   *
   * @param http true to reload on POST to {@code /-/reload}
   * @param watch true to reload when its files change
   */
  public record ReloadSettings(boolean http, boolean watch) {}

  /**
   * What is logged to standard error, and how.
   *
   * @param accessLog whether requests are logged, and how; independent of the level
   */
  public record LogSettings(Level level, Format format, AccessLog accessLog) {
    /** Levels, most verbose first. */
    public enum Level {
      TRACE,
      DEBUG,
      INFO,
      WARNING,
      ERROR
    }

    /** Records are lines of text or JSON objects. */
    public enum Format {
      TEXT,
      JSON
    }

    /** Requests are not logged, or logged as lines of text or JSON objects. */
    public enum AccessLog {
      OFF,
      TEXT,
      JSON
    }
  }
}
