package io.sonde.cli;

import io.sonde.StartException;
import io.sonde.yaml.ConfigException;
import java.io.IOException;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** One command. {@link Cli} has the list of them, parses their options and prints their help. */
interface Command {
  /** What is typed. */
  String name();

  /** What it does, in one sentence for the help. */
  String summary();

  /** The names of the arguments that it takes, such as FILE; all of them are required. */
  default List<String> arguments() {
    return List.of();
  }

  /** The options that it takes besides {@code --help} and {@code --version}. */
  default Options options() {
    return new Options();
  }

  /**
   * Runs it.
   *
   * @param line has as many arguments as {@link #arguments()}, and options of {@link #options()}
   * @throws UsageException when the value of an option cannot be used
   * @throws ConfigException when the configuration has problems
   * @throws StartException when Sonde cannot start
   */
  Exit run(CommandLine line)
      throws UsageException, ConfigException, StartException, IOException, InterruptedException;
}
