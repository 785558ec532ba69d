package io.sonde.cli;

import io.sonde.Explain;
import io.sonde.RunProblems;
import io.sonde.Selection;
import io.sonde.config.SondeConfig;
import io.sonde.discovery.OneTimeDiscovery;
import io.sonde.mapping.Explanation;
import io.sonde.targets.ReadException;
import io.sonde.targets.TargetConfig;
import io.sonde.yaml.ConfigException;
import java.io.IOException;
import java.util.List;
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
    return SelectionOptions.ARGUMENTS;
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(SelectionOptions.collector("Explains"))
        .addOption(SelectionOptions.target())
        .addOption(PATTERN)
        .addOption(SelectionOptions.strict());
  }

  @Override
  public Exit run(CommandLine line)
      throws UsageException, ConfigException, IOException, InterruptedException {
    Selection selection = SelectionOptions.selection(line);
    String pattern = line.getOptionValue(PATTERN);
    if (pattern != null) {
      Explain explain = new Explain(SelectionOptions.explore(terminal, line));
      return mbeans(explain, selection.target(), pattern);
    }
    Explain explain = new Explain(SelectionOptions.load(terminal, line));
    return collections(explain, selection, SelectionOptions.isStrict(line));
  }

  private Exit collections(Explain explain, Selection selection, boolean strict)
      throws IOException, InterruptedException {
    Explain.Explanations found = explain.run(selection, ROWS);
    found.problems().forEach(terminal.err()::println);
    if (found.all().isEmpty()) {
      terminal.err().println("sonde: " + selection.none());
      return Exit.FAILED;
    }
    boolean whole = selection.target() != null || found.problems().isEmpty();
    for (Explain.Explained one : found.all()) {
      String place = RunProblems.place(one.fresh());
      terminal.out().print(ExplanationText.of(place, one.fresh(), one.explanation()));
      terminal.out().flush();
      whole &= RunProblems.print(one.fresh(), strict, terminal.err());
    }
    return whole ? Exit.DONE : Exit.FAILED;
  }

  private Exit mbeans(Explain explain, @Nullable String name, String pattern)
      throws UsageException, IOException, InterruptedException {
    checkPattern(pattern);
    OneTimeDiscovery lists = explain.lists(name);
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
      String why = e.reason().label() + ": " + e.getMessage();
      terminal.err().println("target " + target.name() + ": failed, " + why);
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
