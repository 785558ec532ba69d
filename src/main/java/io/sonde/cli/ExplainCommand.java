package io.sonde.cli;

import io.sonde.Explain;
import io.sonde.collection.Fresh;
import io.sonde.config.SondeConfig;
import io.sonde.discovery.CurrentLists;
import io.sonde.logging.Logging;
import io.sonde.mapping.Explanation;
import io.sonde.targets.ReadException;
import io.sonde.targets.TargetConfig;
import io.sonde.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** Reads once and shows the rows, and what the metrics make of them. */
final class ExplainCommand implements Command {
  private static final int ROWS = 10;
  private static final int MBEANS = 50;
  private static final int NAMES = 20;

  private static final Option PATTERN =
      Option.builder()
          .longOpt("mbeans")
          .hasArg()
          .argName("PATTERN")
          .desc("Lists the MBeans of a jmx target, and a collector to start from.")
          .get();

  private final Terminal terminal;

  ExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public String name() {
    return "explain";
  }

  @Override
  public String summary() {
    return "Reads once and shows the rows, and what the metrics make of them.";
  }

  @Override
  public List<String> arguments() {
    return List.of("FILE");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CollectCommand.only("collector", "Explains this collector only."))
        .addOption(CollectCommand.only("target", "Reads this target only."))
        .addOption(PATTERN)
        .addOption(CollectCommand.STRICT);
  }

  @Override
  public Exit run(CommandLine line)
      throws UsageException, ConfigException, IOException, InterruptedException {
    SondeConfig config = terminal.loader().load(Path.of(line.getArgs()[0]), Map.of());
    Logging.configure(config.log());
    Explain explain = new Explain(config);
    String target = line.getOptionValue("target");
    String pattern = line.getOptionValue(PATTERN);
    return pattern == null
        ? collections(explain, line.getOptionValue("collector"), target, line.hasOption("strict"))
        : mbeans(explain, target, pattern);
  }

  private Exit collections(
      Explain explain, @Nullable String collector, @Nullable String target, boolean strict)
      throws IOException, InterruptedException {
    Explain.Explanations found = explain.run(collector, target, ROWS);
    List<Explain.Explained> all = found.all();
    found.problems().forEach(terminal.err()::println);
    if (all.isEmpty()) {
      terminal.err().println("sonde: " + Explain.none(collector, target));
      return Exit.FAILED;
    }
    boolean whole = target != null || found.problems().isEmpty();
    for (Explain.Explained one : all) {
      Fresh fresh = one.fresh();
      String place = "collector " + fresh.collector() + ", target " + fresh.target() + ": ";
      terminal.out().print(ExplanationText.of(place, fresh, one.explanation()));
      terminal.out().flush();
      if (fresh.failure() != null) {
        terminal
            .err()
            .println(place + "failed, " + fresh.failure().label() + ": " + fresh.message());
        whole = false;
      }
      if (!fresh.unmatched().isEmpty()) {
        terminal.err().println(place + (strict ? "error: " : "warning: ") + fresh.unmatched());
        whole &= !strict;
      }
    }
    return whole ? Exit.DONE : Exit.FAILED;
  }

  private Exit mbeans(Explain explain, @Nullable String name, String pattern)
      throws UsageException, IOException, InterruptedException {
    checkPattern(pattern);
    CurrentLists lists = explain.lists(name);
    lists.problems().forEach(terminal.err()::println);
    TargetConfig target = jmx(lists.config(), name);
    try {
      Explanation found = explain.mbeans(target, pattern, MBEANS);
      terminal.out().print(ExplanationText.mbeans(found));
      terminal.out().print(MBeanCollectors.of(target.name(), found.shown()));
      terminal.out().flush();
      if (found.rows() == 0) {
        terminal.err().println("target " + target.name() + ": no MBean matches " + pattern);
        return Exit.FAILED;
      }
      return Exit.DONE;
    } catch (ReadException e) {
      terminal
          .err()
          .println(
              "target "
                  + target.name()
                  + ": failed, "
                  + e.reason().label()
                  + ": "
                  + e.getMessage());
      return Exit.FAILED;
    }
  }

  private static void checkPattern(String pattern) throws UsageException {
    try {
      var _ = new ObjectName(pattern);
    } catch (MalformedObjectNameException _) {
      throw new UsageException(
          "--mbeans: expected an ObjectName such as java.lang:type=MemoryPool,name=*, found '"
              + pattern
              + "'");
    }
  }

  /** The target of that name; without a name the only one of the kind. */
  private static TargetConfig jmx(SondeConfig config, @Nullable String name) throws UsageException {
    List<TargetConfig> all =
        config.targets().stream().filter(target -> target.kind().equals("jmx")).toList();
    List<TargetConfig> named =
        all.stream().filter(target -> name == null || target.name().equals(name)).toList();
    if (named.size() == 1) {
      return named.getFirst();
    }
    String names =
        all.isEmpty()
            ? "a target of the kind jmx, and there is none"
            : "one of "
                + all.stream()
                    .limit(NAMES)
                    .map(TargetConfig::name)
                    .collect(Collectors.joining(", "))
                + (all.size() > NAMES ? " and %d more".formatted(all.size() - NAMES) : "");
    throw new UsageException(
        "--target: expected %s, found %s"
            .formatted(names, name == null ? "none" : "'" + name + "'"));
  }
}
