package io.sonde.cli;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** The text of {@code --help}: usage, then names and descriptions in two columns. */
final class Help {
  private Help() {}

  /** Of one command. */
  static String of(Command command, Options options) {
    return usage(command) + "\n\n" + command.summary() + "\n\nOptions:\n" + rows(options);
  }

  /**
   * Of all commands.
   *
   * @param standard the one that runs when none is named
   */
  static String of(List<Command> commands, Command standard, Options options) {
    List<Row> rows = commands.stream().map(c -> new Row(c.name(), c.summary())).toList();
    return """
    Usage: sonde [COMMAND] [OPTION...] [FILE]

    A Prometheus exporter that you configure instead of write.

    Commands:
    %s
    Without a command: %s, with these options:
    %s
    sonde COMMAND --help prints the options of another command.
    """
        .formatted(columns(rows), standard.name(), rows(options));
  }

  /** The line that shows what a command takes. */
  static String usage(Command command) {
    var usage = new StringBuilder("Usage: sonde ").append(command.name());
    command
        .options()
        .getOptions()
        .forEach(o -> usage.append(" [").append(withValue(o)).append(']'));
    command.arguments().forEach(argument -> usage.append(' ').append(argument));
    return usage.toString();
  }

  /** An option as it is typed. */
  static String name(Option option) {
    return "--" + option.getLongOpt();
  }

  private static String withValue(Option option) {
    return option.hasArg() ? name(option) + " " + option.getArgName() : name(option);
  }

  private record Row(String name, String text) {}

  private static String rows(Options options) {
    List<Row> rows = new ArrayList<>();
    for (Option option : options.getOptions()) {
      String letter = option.getOpt() == null ? "" : "-" + option.getOpt() + ", ";
      rows.add(new Row(letter + withValue(option), option.getDescription()));
    }
    return columns(rows);
  }

  private static String columns(List<Row> rows) {
    int width = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
    var text = new StringBuilder();
    for (Row row : rows) {
      String padding = " ".repeat(width - row.name().length() + 3);
      text.append("  ").append(row.name()).append(padding).append(row.text()).append('\n');
    }
    return text.toString();
  }
}
