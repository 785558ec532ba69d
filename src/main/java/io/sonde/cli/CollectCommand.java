package io.sonde.cli;

import io.sonde.Collect;
import io.sonde.config.SondeConfig;
import io.sonde.yaml.ConfigException;
import java.io.IOException;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** Reads once and prints what was collected. */
final class CollectCommand implements Command {
  private final Terminal terminal;

  CollectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public String name() {
    return "collect";
  }

  @Override
  public String summary() {
    return "Reads once and prints the metrics. Exits with 1 if a collection failed.";
  }

  @Override
  public List<String> arguments() {
    return SelectionOptions.ARGUMENTS;
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(SelectionOptions.collector("Runs"))
        .addOption(SelectionOptions.target())
        .addOption(SelectionOptions.strict());
  }

  @Override
  public Exit run(CommandLine line) throws ConfigException, IOException, InterruptedException {
    SondeConfig config = SelectionOptions.load(terminal, line);
    boolean whole =
        new Collect(config, terminal.out(), terminal.err())
            .run(SelectionOptions.selection(line), SelectionOptions.isStrict(line));
    return whole ? Exit.DONE : Exit.FAILED;
  }
}
