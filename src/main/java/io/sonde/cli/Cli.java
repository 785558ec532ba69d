package io.sonde.cli;

import io.sonde.Kinds;
import io.sonde.Sonde;
import io.sonde.StartException;
import io.sonde.yaml.ConfigException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/**
 * The command line: {@code sonde [COMMAND] [OPTION...] [FILE]}. Without a command it serves.
 *
 * <p>Problems go to standard error; {@link Exit} has the exit codes.
 */
public final class Cli {
  private static final Option HELP =
      Option.builder("h").longOpt("help").desc("Prints this help.").get();
  private static final Option VERSION =
      Option.builder("V").longOpt("version").desc("Prints the version.").get();

  private final Terminal terminal;
  private final Command standard;
  private final VersionCommand version;
  private final List<Command> commands;

  /**
   * @param properties the system properties, which override the configuration
   * @param started takes a Sonde that was started
   */
  public Cli(
      Map<String, String> environment,
      Map<String, String> properties,
      PrintStream out,
      PrintStream err,
      Consumer<Sonde> started) {
    terminal =
        new Terminal(environment, Kinds.onClassPath().loader(environment, properties), out, err);
    standard = new ServeCommand(terminal, started);
    version = new VersionCommand(terminal);
    commands =
        List.of(
            standard,
            new CheckCommand(terminal),
            new CollectCommand(terminal),
            new ExplainCommand(terminal),
            new SchemaCommand(terminal),
            version);
  }

  /** Runs one command. */
  public Exit run(String... arguments) throws InterruptedException {
    List<String> words = List.of(arguments);
    Optional<Command> named =
        words.isEmpty()
            ? Optional.empty()
            : commands.stream().filter(c -> c.name().equals(words.getFirst())).findFirst();
    Command command = named.orElse(standard);
    try {
      CommandLine line = parse(command, named.isPresent() ? words.subList(1, words.size()) : words);
      if (line.hasOption(HELP)) {
        terminal.out().print(named.isPresent() ? Help.of(command, options(command)) : help());
        return Exit.DONE;
      }
      if (line.hasOption(VERSION)) {
        return version.run(line);
      }
      requireArguments(command, named.isPresent(), line.getArgList());
      return command.run(line);
    } catch (UsageException e) {
      terminal.err().println("sonde: " + e.getMessage());
      terminal.err().println(Help.usage(command));
    } catch (ConfigException e) {
      e.problems().forEach(terminal.err()::println);
      return Exit.FAILED;
    } catch (StartException | IOException e) {
      terminal.err().println("sonde: " + e.getMessage());
      return Exit.FAILED;
    }
    return Exit.MISUSED;
  }

  private String help() {
    return Help.of(commands, standard, options(standard));
  }

  private static Options options(Command command) {
    return command.options().addOption(HELP).addOption(VERSION);
  }

  private static CommandLine parse(Command command, List<String> words) throws UsageException {
    try {
      CommandLine line =
          DefaultParser.builder()
              .setAllowPartialMatching(false)
              .get()
              .parse(options(command), words.toArray(String[]::new));
      for (Option option : line.getOptions()) {
        if (Arrays.stream(line.getOptions()).filter(option::equals).count() > 1) {
          throw new UsageException(Help.name(option) + " is given twice");
        }
      }
      return line;
    } catch (UnrecognizedOptionException e) {
      throw new UsageException("unknown option " + e.getOption());
    } catch (MissingArgumentException e) {
      throw new UsageException(Help.name(e.getOption()) + " needs a value");
    } catch (ParseException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private void requireArguments(Command command, boolean named, List<String> found)
      throws UsageException {
    List<String> expected = command.arguments();
    if (found.size() < expected.size()) {
      throw new UsageException(expected.get(found.size()) + " is missing");
    }
    if (found.size() > expected.size()) {
      String extra = found.get(expected.size());
      if (named) {
        throw new UsageException("unexpected argument '" + extra + "'");
      }
      List<String> names = commands.stream().map(Command::name).toList();
      throw new UsageException(
          names.contains(extra)
              ? "the command '" + extra + "' must stand before its options"
              : "unknown command '" + extra + "', expected one of " + String.join(", ", names));
    }
  }
}
