package io.sonde.config;

import io.sonde.config.CollectorConfig.MetricType;
import io.sonde.config.SondeConfig.ExpositionConfig;
import io.sonde.config.SondeConfig.LogSettings;
import io.sonde.targets.TargetConfig;
import io.sonde.yaml.ConfigException;
import io.sonde.yaml.Node;
import io.sonde.yaml.Node.Entry;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Place;
import io.sonde.yaml.Placed;
import io.sonde.yaml.Problems;
import io.sonde.yaml.References;
import io.sonde.yaml.Section;
import io.sonde.yaml.YamlTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration: {@code defaults.yaml} below, then the file, or {@code demonstration.yaml}
 * where there is none; above them the environment, the system properties and the command line, for
 * Helidon's keys and {@code log} alone.
 *
 * <p>Immutable and thread-safe; each call reads the file again.
 */
public final class ConfigLoader {
  /** The top keys that are Helidon's. */
  private static final List<String> HELIDON = List.of("server", "metrics", "health");

  private final Map<String, String> environment;
  private final Map<String, String> properties;

  /**
   * @param environment for references in the file and for overrides
   * @param properties system properties, for overrides
   */
  public ConfigLoader(Map<String, String> environment, Map<String, String> properties) {
    this.environment = Map.copyOf(environment);
    this.properties = Map.copyOf(properties);
  }

  /**
   * The configuration, valid.
   *
   * @param file what to read; null for the embedded demonstration
   * @param options keys that the command line sets, such as {@code server.port}, to their option
   *     and value
   * @throws ConfigException with every problem at once
   */
  public SondeConfig load(@Nullable Path file, Map<String, Option> options) throws ConfigException {
    Problems problems = new Problems();
    HelidonKeys keys = HelidonKeys.load();
    Fields written = file == null ? resource("demonstration.yaml", problems) : read(file, problems);
    problems.throwIfAny(); // what follows would only speak of what is missing
    Fields tree = resource("defaults.yaml", problems).under(written);
    tree = tree.under(Overrides.ofEnvironment(environment, keys.paths(tree)));
    tree = tree.under(Overrides.ofProperties(properties, HELIDON));
    for (var option : options.entrySet()) {
      Option o = option.getValue();
      tree = tree.under(Overrides.leaf(option.getKey(), o.value(), Place.of("option " + o.name())));
    }
    tree = References.resolve(tree, environment, problems);
    Path folder = file == null ? Path.of("") : file.toAbsolutePath().getParent();
    SondeConfig config = records(tree, keys, folder, problems);
    problems.throwIfAny();
    return config;
  }

  /** An option of the command line that sets a key. */
  public record Option(String name, String value) {}

  private static SondeConfig records(
      Fields tree, HelidonKeys keys, @Nullable Path folder, Problems problems) {
    Section root = new Section(tree, "", problems);
    String prefix = root.required("prefix", "a prefix");
    String wrong = prefix.isEmpty() ? null : Names.prefix(prefix);
    if (wrong != null) {
      root.expected("prefix", wrong);
    }
    SimulationConfig simulation = SimulationReader.read(root.section("simulation"));
    ExpositionConfig exposition = exposition(root.section("exposition"));
    LogSettings log = log(root.section("log"));

    CrossChecks checks = new CrossChecks(problems);
    List<Placed<TargetConfig>> targets = new ArrayList<>();
    TargetReader targetReader = new TargetReader(folder == null ? Path.of("") : folder, problems);
    List<Node> nodes = root.list("targets");
    for (int i = 0; i < nodes.size(); i++) {
      String path = "targets[" + i + "]";
      TargetConfig target = targetReader.read(nodes.get(i), path);
      if (target != null) {
        targets.add(new Placed<>(target, nodes.get(i).place(), path));
      }
    }
    boolean targetsComplete = targets.size() == nodes.size();

    List<Placed<CollectorConfig>> collectors = new ArrayList<>();
    CollectorReader collectorReader = new CollectorReader(prefix, problems);
    nodes = root.list("collectors");
    for (int i = 0; i < nodes.size(); i++) {
      String path = "collectors[" + i + "]";
      CollectorConfig collector = collectorReader.read(nodes.get(i), path);
      if (collector != null) {
        collectors.add(new Placed<>(collector, nodes.get(i).place(), path));
      }
    }
    checks.unique(targets, TargetConfig::name);
    checks.unique(collectors, CollectorConfig::name);
    if (targetsComplete) {
      checks.targets(targets, collectors, collectors.size() == nodes.size());
    }
    checks.metrics(collectorReader.declared(), own(prefix, simulation));

    Map<String, Entry> helidon = new LinkedHashMap<>();
    for (String key : HELIDON) {
      Node node = root.node(key);
      if (node != null) {
        helidon.put(key, new Entry(keys.check(key, node, problems), node.place()));
      }
    }
    root.end();
    return new SondeConfig(
        prefix,
        simulation,
        exposition,
        targets.stream().map(Placed::value).toList(),
        collectors.stream().map(Placed::value).toList(),
        log,
        HelidonTree.config(new Fields(helidon, tree.place())));
  }

  private static Map<String, MetricType> own(String prefix, SimulationConfig simulation) {
    return simulation.enabled()
        ? Map.of(
            prefix + "_http_requests_total",
            MetricType.COUNTER,
            prefix + "_http_request_latency_seconds",
            MetricType.HISTOGRAM)
        : Map.of();
  }

  private static ExpositionConfig exposition(@Nullable Section section) {
    if (section == null) {
      return new ExpositionConfig(ExpositionConfig.MAX_IN_FLIGHT);
    }
    var exposition =
        new ExpositionConfig(
            section.integer("max-in-flight", ExpositionConfig.MAX_IN_FLIGHT, 1, 10_000));
    section.end();
    return exposition;
  }

  private static LogSettings log(@Nullable Section section) {
    LogSettings.Level level = LogSettings.Level.INFO;
    LogSettings.Format format = LogSettings.Format.TEXT;
    if (section != null) {
      level = section.choice("level", lowerCase(LogSettings.Level.values()), level);
      format = section.choice("format", lowerCase(LogSettings.Format.values()), format);
      section.end();
    }
    return new LogSettings(level, format);
  }

  private static <E extends Enum<E>> Map<String, E> lowerCase(E[] values) {
    Map<String, E> names = new LinkedHashMap<>();
    for (E value : values) {
      names.put(value.name().toLowerCase(java.util.Locale.ROOT), value);
    }
    return names;
  }

  private static Fields resource(String name, Problems problems) {
    try (InputStream in = ConfigLoader.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return YamlTree.compose(
          name, new String(in.readAllBytes(), StandardCharsets.UTF_8), problems);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Fields read(Path file, Problems problems) {
    String source = file.toString();
    String found;
    try {
      return YamlTree.compose(source, Files.readString(file), problems);
    } catch (NoSuchFileException _) {
      found = "no such file";
    } catch (CharacterCodingException _) {
      found = "bytes that are no UTF-8";
    } catch (IOException e) {
      found = Files.isDirectory(file) ? "a directory" : String.valueOf(e.getMessage());
    }
    problems.add(Place.of(source), "", "expected a readable file, found " + found);
    return new Fields(Map.of(), Place.of(source));
  }
}
