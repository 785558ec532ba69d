package io.sonde.cli;

import io.sonde.config.load.ConfigLoader;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** Prints the JSON Schema of a configuration, for editors and other checks. */
final class SchemaCommand implements Command {
  private static final Option INCLUDED =
      Option.builder()
          .longOpt("included")
          .desc("The schema of a file that a configuration includes.")
          .get();

  private final Terminal terminal;

  SchemaCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public String name() {
    return "schema";
  }

  @Override
  public String summary() {
    return "Prints the JSON Schema of a configuration, for editors.";
  }

  @Override
  public Options options() {
    return new Options().addOption(INCLUDED);
  }

  @Override
  public Exit run(CommandLine line) {
    ConfigLoader loader = terminal.loader();
    terminal.out().print(line.hasOption(INCLUDED) ? loader.schemaOfIncluded() : loader.schema());
    terminal.out().flush();
    return Exit.DONE;
  }
}
