package io.sonde.cli;

import io.sonde.Selection;
import io.sonde.config.SondeConfig;
import io.sonde.logging.Logging;
import io.sonde.yaml.ConfigException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** The argument and the options that all commands have which run collections once. */
final class SelectionOptions {
  /** The names of the arguments. */
  static final List<String> ARGUMENTS = List.of("FILE");

  private static final Option TARGET = only("target", "Reads this target only.");
  private static final Option STRICT =
      Option.builder()
          .longOpt("strict")
          .desc("Exits with 1 if a field, a path or a pattern matched in no row, too.")
          .get();

  private SelectionOptions() {}

  /**
   * The option {@code --collector}.
   *
   * @param verb what the command does with a collector, such as "Runs"
   */
  static Option collector(String verb) {
    return only("collector", verb + " this collector only.");
  }

  /** The option {@code --target}. */
  static Option target() {
    return TARGET;
  }

  /** The option {@code --strict}. */
  static Option strict() {
    return STRICT;
  }

  private static Option only(String name, String description) {
    return Option.builder().longOpt(name).hasArg().argName("NAME").desc(description).get();
  }

  /** Reads the configuration FILE, and configures the log as it says. */
  static SondeConfig load(Terminal terminal, CommandLine line) throws ConfigException {
    return logged(terminal.loader().load(Path.of(line.getArgs()[0]), Map.of()));
  }

  /** The same, for a command that reads targets for which there is no collector yet. */
  static SondeConfig explore(Terminal terminal, CommandLine line) throws ConfigException {
    return logged(terminal.loader().explore(Path.of(line.getArgs()[0])));
  }

  private static SondeConfig logged(SondeConfig config) {
    Logging.configure(config.log());
    return config;
  }

  /** What {@code --collector} and {@code --target} select. */
  static Selection selection(CommandLine line) {
    return new Selection(line.getOptionValue("collector"), line.getOptionValue(TARGET));
  }

  /** True with {@code --strict}. */
  static boolean isStrict(CommandLine line) {
    return line.hasOption(STRICT);
  }
}
