package io.sonde.cli;

import io.sonde.config.SondeConfig;
import io.sonde.config.load.ConfigLoader;
import io.sonde.web.protection.WebProtection;
import io.sonde.yaml.ConfigException;
import io.sonde.yaml.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** Validates a configuration. Its problems are the result, and go to standard output. */
final class CheckCommand implements Command {
  private static final Option STRICT =
      Option.builder().longOpt("strict").desc("Warnings are errors: exits with 1.").get();

  private final Terminal terminal;

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public String name() {
    return "check";
  }

  @Override
  public String summary() {
    return "Validates a configuration: exits with 0, or prints every problem and exits with 1.";
  }

  @Override
  public List<String> arguments() {
    return List.of("FILE");
  }

  @Override
  public Options options() {
    return new Options().addOption(STRICT);
  }

  @Override
  public Exit run(CommandLine line) {
    Path file = Path.of(line.getArgs()[0]);
    try {
      ConfigLoader.Checked checked = terminal.loader().check(file, Map.of());
      SondeConfig config = checked.config();
      Path webConfig = config.webConfig();
      if (webConfig != null) {
        WebProtection.open(webConfig, System::nanoTime, _ -> {});
      }
      return print(file, config, checked.warnings().get(), line.hasOption(STRICT));
    } catch (ConfigException e) {
      e.problems().forEach(terminal.out()::println);
      return Exit.FAILED;
    }
  }

  private Exit print(Path file, SondeConfig config, List<Problem> warnings, boolean strict) {
    for (Problem warning : warnings) {
      terminal
          .out()
          .printf(
              "%s: %s: %s: %s%n",
              warning.place(), strict ? "error" : "warning", warning.path(), warning.message());
    }
    boolean failed = strict && !warnings.isEmpty();
    terminal
        .out()
        .printf(
            "%s: %s, targets: %d, collectors: %d%s%n",
            file,
            failed ? "refused by --strict" : "valid",
            config.targets().size(),
            config.collectors().size(),
            warnings.isEmpty() ? "" : ", warnings: " + warnings.size());
    return failed ? Exit.FAILED : Exit.DONE;
  }
}
