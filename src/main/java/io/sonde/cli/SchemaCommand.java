package io.sonde.cli;

import org.apache.commons.cli.CommandLine;

/** Prints the JSON Schema of a configuration, for editors and other checks. */
final class SchemaCommand implements Command {
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
  public Exit run(CommandLine line) {
    terminal.out().print(terminal.loader().schema());
    terminal.out().flush();
    return Exit.DONE;
  }
}
