package io.sonde.config.load;

import io.sonde.config.SondeConfig.ExpositionConfig;
import io.sonde.config.SondeConfig.LogSettings;
import io.sonde.config.SondeConfig.ReloadSettings;
import io.sonde.config.helidon.HelidonKeys;
import io.sonde.targets.TargetKind;
import io.sonde.yaml.Key;
import io.sonde.yaml.Node;
import io.sonde.yaml.Section;
import io.sonde.yaml.Type;
import io.sonde.yaml.Types;
import io.sonde.yaml.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * All keys of a configuration, in the order of the manual. Reading, the manual and the JSON Schema
 * use them. Immutable.
 */
final class ConfigKeys {
  static final Key<String> PREFIX =
      Key.of(
              "prefix",
              Types.TEXT,
              "Every configured metric is exposed as `<prefix>_<name>`. Lower case letters, digits"
                  + " and single underscores; `\"\"` for no prefix.")
          .required("a prefix such as myapp, or \"\" for none");

  private static final Key<LogSettings.Level> LEVEL =
      Key.of(
              "level",
              Types.choice(LogSettings.Level.values()),
              "Records of this level and above are logged.")
          .otherwise("info");
  private static final Key<LogSettings.Format> FORMAT =
      Key.of(
              "format",
              Types.choice(LogSettings.Format.values()),
              "Each record is a line of text or a JSON object.")
          .otherwise("text");
  private static final Key<LogSettings.AccessLog> ACCESS_LOG =
      Key.of(
              "access-log",
              Types.choice(LogSettings.AccessLog.values()),
              "Whether and how each request is logged: address, user, method, path without query,"
                  + " status, bytes and time.")
          .otherwise("off");
  static final Key<Section> LOG =
      Key.of(
          "log", Types.section(List.of(LEVEL, FORMAT, ACCESS_LOG)), "The log, on standard error.");

  static final Key<Path> WEB_CONFIG =
      Key.of(
          "web-config",
          Types.FILE,
          "A file in the format of exporter-toolkit's web configuration: TLS, users, headers and"
              + " rate limit of every listener. The option `--web.config.file` overrides it.");

  private static final Key<Boolean> RELOAD_HTTP =
      Key.of(
              "http",
              Types.BOOL,
              "`true` to reload the configuration on POST to `/-/reload`; `false` to answer 403.")
          .otherwise("false");
  private static final Key<Boolean> RELOAD_WATCH =
      Key.of(
              "watch",
              Types.BOOL,
              "`true` to reload the configuration within seconds when it or an included file"
                  + " changes.")
          .otherwise("true");
  static final Key<Section> RELOAD =
      Key.of(
          "reload",
          Types.section(List.of(RELOAD_HTTP, RELOAD_WATCH)),
          "When the configuration is read again, besides on SIGHUP.");

  private static final Key<Integer> SCRAPES =
      Key.of(
              "max-in-flight",
              Types.integer(1, 10_000),
              "The maximum number of concurrent scrapes and probes; further ones get a 503.")
          .otherwiseAs("as many as fit the heap, at most 40");
  static final Key<Section> EXPOSITION =
      Key.of("exposition", Types.section(List.of(SCRAPES)), "Limits of scrapes.");

  private final List<Key<Node>> helidon;
  private final TargetReader targets;
  private final CollectorReader collectors;
  private final DiscoveryReader discoveries;

  ConfigKeys(List<TargetKind> kinds, HelidonKeys helidonKeys) {
    this.helidon =
        List.of(
            helidonKeys.key(
                "server",
                "Listeners and their limits: Helidon's own keys. The limits here are the defaults"
                    + " of all listeners, including those under `sockets`."),
            helidonKeys.key("metrics", "Helidon's metrics."),
            helidonKeys.key("health", "Helidon's health endpoint."));
    this.targets = new TargetReader(kinds);
    this.collectors = new CollectorReader(kinds);
    this.discoveries = new DiscoveryReader(kinds, targets, collectors);
  }

  List<Key<?>> all() {
    List<Key<?>> all =
        new ArrayList<>(
            List.of(
                PREFIX,
                targets.key(),
                collectors.key(),
                discoveries.key(),
                Includes.INCLUDE,
                SimulationReader.SIMULATION,
                EXPOSITION,
                LOG,
                RELOAD,
                WEB_CONFIG));
    all.addAll(helidon);
    return all;
  }

  /** The keys of an included file. */
  List<Key<?>> ofIncluded() {
    return List.of(targets.key(), collectors.key(), discoveries.key());
  }

  List<Key<Node>> helidon() {
    return helidon;
  }

  TargetReader targets() {
    return targets;
  }

  DiscoveryReader discoveries() {
    return discoveries;
  }

  CollectorReader collectors() {
    return collectors;
  }

  static LogSettings log(@Nullable Section section) {
    return section == null
        ? new LogSettings(
            LogSettings.Level.INFO, LogSettings.Format.TEXT, LogSettings.AccessLog.OFF)
        : new LogSettings(section.get(LEVEL), section.get(FORMAT), section.get(ACCESS_LOG));
  }

  static ReloadSettings reload(@Nullable Section section) {
    return section == null
        ? new ReloadSettings(false, true)
        : new ReloadSettings(section.get(RELOAD_HTTP), section.get(RELOAD_WATCH));
  }

  static ExpositionConfig exposition(@Nullable Section section) {
    Integer scrapes = section == null ? null : section.find(SCRAPES);
    return new ExpositionConfig(scrapes == null ? OptionalInt.empty() : OptionalInt.of(scrapes));
  }

  /** The type of a section whose keys are described elsewhere in the manual. */
  record DescribedElsewhere(Type<Section> type, String words) implements Type<Section> {
    @Override
    public Map<String, Object> schema() {
      return type.schema();
    }

    @Override
    public @Nullable Section read(Value value) {
      return type.read(value);
    }
  }
}
