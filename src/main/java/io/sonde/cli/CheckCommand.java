package io.sonde.cli;

import io.sonde.config.SondeConfig;
import io.sonde.web.protection.WebProtection;
import io.sonde.yaml.ConfigException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;

/** Validates a configuration. Its problems are the result, and go to standard output. */
final class CheckCommand implements Command {
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
  public Exit run(CommandLine line) {
    Path file = Path.of(line.getArgs()[0]);
    try {
      SondeConfig config = terminal.loader().load(file, Map.of());
      Path webConfig = config.webConfig();
      if (webConfig != null) {
        WebProtection.open(webConfig, System::nanoTime, _ -> {});
      }
      terminal
          .out()
          .printf(
              "%s: valid, targets: %d, collectors: %d%n",
              file, config.targets().size(), config.collectors().size());
      return Exit.DONE;
    } catch (ConfigException e) {
      e.problems().forEach(terminal.out()::println);
      return Exit.FAILED;
    }
  }
}
