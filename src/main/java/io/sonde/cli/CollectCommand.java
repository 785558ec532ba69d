package io.sonde.cli;

import io.sonde.Collect;
import io.sonde.config.SondeConfig;
import io.sonde.logging.Logging;
import io.sonde.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** Reads once and prints what was collected. */
final class CollectCommand implements Command {
  static final Option STRICT =
      Option.builder()
          .longOpt("strict")
          .desc("Exits with 1 if a field, a path or a pattern matched in no row, too.")
          .get();

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
    return List.of("FILE");
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(only("collector", "Runs this collector only."))
        .addOption(only("target", "Reads this target only."))
        .addOption(STRICT);
  }

  static Option only(String name, String description) {
    return Option.builder().longOpt(name).hasArg().argName("NAME").desc(description).get();
  }

  @Override
  public Exit run(CommandLine line) throws ConfigException, IOException, InterruptedException {
    SondeConfig config = terminal.loader().load(Path.of(line.getArgs()[0]), Map.of());
    Logging.configure(config.log());
    boolean whole =
        new Collect(config, terminal.out(), terminal.err())
            .run(
                line.getOptionValue("collector"),
                line.getOptionValue("target"),
                line.hasOption(STRICT));
    return whole ? Exit.DONE : Exit.FAILED;
  }
}
