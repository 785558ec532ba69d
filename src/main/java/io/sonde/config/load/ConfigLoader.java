package io.sonde.config.load;

import io.sonde.config.SondeConfig;
import io.sonde.config.helidon.HelidonKeys;
import io.sonde.config.helidon.Overrides;
import io.sonde.config.lint.Lints;
import io.sonde.targets.TargetKind;
import io.sonde.yaml.ConfigException;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Place;
import io.sonde.yaml.Problem;
import io.sonde.yaml.Problems;
import io.sonde.yaml.References;
import io.sonde.yaml.SourceFiles;
import io.sonde.yaml.YamlTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Loads a configuration. From the lowest to the highest priority it consists of {@code
 * defaults.yaml}, the file (without one, {@code demonstration.yaml}), and, only for Helidon's keys
 * and {@code log}, the environment, the system properties and the command line.
 *
 * <p>Immutable and thread-safe; each call reads the file again.
 */
public final class ConfigLoader {
  /** The top keys that are Helidon's. */
  private static final List<String> HELIDON = List.of("server", "metrics", "health");

  private final Map<String, String> environment;
  private final Map<String, String> properties;
  private final List<TargetKind> kinds;

  /**
   * @param environment for references in the file and for overrides
   * @param properties system properties, for overrides
   * @param kinds the kinds of target that a configuration can name
   */
  public ConfigLoader(
      Map<String, String> environment, Map<String, String> properties, List<TargetKind> kinds) {
    this.environment = Map.copyOf(environment);
    this.properties = Map.copyOf(properties);
    this.kinds = List.copyOf(kinds);
  }

  /**
   * The configuration.
   *
   * @param file what to read; null for the embedded demonstration
   * @param options keys that the command line sets, such as {@code server.port}, to their option
   *     and value
   * @throws ConfigException with every problem at once
   */
  public SondeConfig load(@Nullable Path file, Map<String, Option> options) throws ConfigException {
    return load(file, options, new SourceFiles());
  }

  /**
   * The configuration.
   *
   * @param sources records which files were read, also when there are problems
   */
  public SondeConfig load(@Nullable Path file, Map<String, Option> options, SourceFiles sources)
      throws ConfigException {
    return check(file, options, sources, true).config();
  }

  /**
   * The configuration in the file, whose targets need no collector yet.
   *
   * @throws ConfigException with every other problem at once
   */
  public SondeConfig explore(Path file) throws ConfigException {
    return check(file, Map.of(), new SourceFiles(), false).config();
  }

  /** The configuration with its warnings. */
  public Checked check(@Nullable Path file, Map<String, Option> options) throws ConfigException {
    return check(file, options, new SourceFiles(), true);
  }

  private Checked check(
      @Nullable Path file,
      Map<String, Option> options,
      SourceFiles sources,
      boolean needsCollectors)
      throws ConfigException {
    Problems problems = new Problems();
    HelidonKeys keys = HelidonKeys.load();
    Fields written =
        file == null
            ? resource("demonstration.yaml", problems)
            : YamlTree.read(file, problems, sources);
    problems.throwIfAny(); // otherwise all mandatory keys would be reported as missing
    Fields tree = resource("defaults.yaml", problems).under(written);
    List<String> log = ConfigKeys.LOG.type().keys().stream().map(k -> "log." + k.name()).toList();
    List<String> settable = Stream.concat(keys.paths(tree).stream(), log.stream()).toList();
    tree = tree.under(Overrides.ofEnvironment(environment, settable));
    tree = tree.under(Overrides.ofProperties(properties, HELIDON, log));
    for (var option : options.entrySet()) {
      Option o = option.getValue();
      tree = tree.under(Overrides.leaf(option.getKey(), o.value(), Place.of("option " + o.name())));
    }
    // The place of the tree is the file, since a missing key must be added there.
    tree = References.resolve(new Fields(tree.entries(), written.place()), environment);
    Path main = (file == null ? Path.of("none") : file).toAbsolutePath();
    ConfigKeys described = new ConfigKeys(kinds, keys);
    var reader = new ConfigReader(described, keys, environment, problems, sources);
    SondeConfig config = reader.read(tree, main, needsCollectors);
    problems.throwIfAny();
    List<Fields> files = Stream.concat(Stream.of(tree), reader.included().stream()).toList();
    return new Checked(config, () -> Lints.of(config, written, files, described.all()));
  }

  /**
   * A valid configuration.
   *
   * @param warnings finds probable mistakes; it also checks whether files exist
   */
  public record Checked(SondeConfig config, Supplier<List<Problem>> warnings) {}

  /** The JSON Schema of a configuration, as a text. */
  public String schema() {
    return ConfigSchema.of("The configuration of Sonde", keys().all(), kinds);
  }

  /** The JSON Schema of a file that a configuration includes, as a text. */
  public String schemaOfIncluded() {
    return ConfigSchema.of("A file that is included", keys().ofIncluded(), kinds);
  }

  private ConfigKeys keys() {
    return new ConfigKeys(kinds, HelidonKeys.load());
  }

  /** An option of the command line that sets a key. */
  public record Option(String name, String value) {}

  private static Fields resource(String name, Problems problems) {
    try (InputStream in = SondeConfig.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return YamlTree.compose(
          name, new String(in.readAllBytes(), StandardCharsets.UTF_8), problems);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
