package io.sonde.config.load;

import io.sonde.config.CollectorConfig;
import io.sonde.config.DiscoveryConfig;
import io.sonde.config.MetricConfig;
import io.sonde.config.SimulationConfig;
import io.sonde.config.SondeConfig;
import io.sonde.config.helidon.HelidonKeys;
import io.sonde.config.helidon.HelidonTree;
import io.sonde.targets.TargetConfig;
import io.sonde.yaml.Key;
import io.sonde.yaml.Node;
import io.sonde.yaml.Node.Entry;
import io.sonde.yaml.Node.Fields;
import io.sonde.yaml.Problems;
import io.sonde.yaml.Section;
import io.sonde.yaml.SourceFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the tree of a configuration, and the files that it includes, into its records. */
final class ConfigReader {
  private final ConfigKeys keys;
  private final HelidonKeys helidonKeys;
  private final Problems problems;
  private final Includes includes;

  ConfigReader(
      ConfigKeys keys,
      HelidonKeys helidonKeys,
      Map<String, String> environment,
      Problems problems,
      SourceFiles files) {
    this.keys = keys;
    this.helidonKeys = helidonKeys;
    this.problems = problems;
    this.includes = new Includes(keys.ofIncluded(), keys.all(), environment, problems, files);
  }

  /** The trees of the included files that were read, in the order of their collectors. */
  List<Fields> included() {
    return includes.trees();
  }

  /**
   * The configuration; it must not be used when there are problems.
   *
   * @param tree the keys of the main file, with all overrides, references replaced
   * @param main the main file, absolute
   * @param needsCollectors whether a target that no collector reads is a problem
   */
  SondeConfig read(Fields tree, Path main, boolean needsCollectors) {
    Path folder = main.resolveSibling("");
    Section root = Section.root(tree, keys.all(), folder, problems);
    String prefix = prefix(root);
    SimulationConfig simulation = SimulationReader.read(root.get(SimulationReader.SIMULATION));
    var exposition = ConfigKeys.exposition(root.find(ConfigKeys.EXPOSITION));
    var log = ConfigKeys.log(root.find(ConfigKeys.LOG));
    var reload = ConfigKeys.reload(root.find(ConfigKeys.RELOAD));
    Path webConfig = root.find(ConfigKeys.WEB_CONFIG);

    List<Section> files = includes.with(root, main, tree);
    Entries<TargetConfig> targets =
        entries(files, keys.targets().key(), entry -> keys.targets().read(entry));
    List<Placed<MetricConfig>> metrics = new ArrayList<>();
    Entries<CollectorConfig> collectors =
        entries(
            files,
            keys.collectors().key(),
            entry -> keys.collectors().read(entry, prefix, metrics));
    Entries<DiscoveryConfig> discoveries =
        entries(files, keys.discoveries().key(), entry -> keys.discoveries().read(entry, problems));
    CrossChecks checks = new CrossChecks(problems, needsCollectors);
    checks.names(targets, collectors, discoveries);
    checks.targets(targets, collectors, discoveries);
    checks.metrics(metrics, simulation.metrics(prefix));

    Fields helidon = helidon(root, folder);
    files.forEach(Section::end);
    return new SondeConfig(
        prefix,
        simulation,
        exposition,
        targets.values(),
        collectors.values(),
        discoveries.values(),
        log,
        reload,
        webConfig,
        HelidonTree.config(helidon));
  }

  private static String prefix(Section root) {
    String prefix = root.find(ConfigKeys.PREFIX);
    if (prefix == null || prefix.isEmpty()) {
      return "";
    }
    String wrong = Names.prefix(prefix);
    if (wrong != null) {
      root.expected(ConfigKeys.PREFIX, wrong);
    }
    return prefix;
  }

  /**
   * The entries of a list in all files.
   *
   * @param reader reads one entry; gives null when it cannot be read
   */
  private static <T> Entries<T> entries(
      List<Section> files, Key<List<Section>> key, Function<Section, @Nullable T> reader) {
    List<Section> written =
        files.stream()
            .flatMap(file -> Stream.ofNullable(file.find(key)))
            .flatMap(List::stream)
            .toList();
    List<Placed<T>> read = new ArrayList<>();
    for (Section entry : written) {
      T value = reader.apply(entry);
      if (value != null) {
        read.add(new Placed<>(value, entry.place(), entry.path()));
      }
    }
    return new Entries<>(read, read.size() == written.size());
  }

  private Fields helidon(Section root, Path folder) {
    Map<String, Entry> helidon = new LinkedHashMap<>();
    for (Key<Node> key : keys.helidon()) {
      Node node = root.find(key);
      if (node != null) {
        Node checked = helidonKeys.check(key.name(), node, folder, problems);
        helidon.put(key.name(), new Entry(checked, node.place()));
      }
    }
    return new Fields(helidon, root.place());
  }
}
