package io.sonde.cli;

import io.sonde.Sonde;
import io.sonde.StartException;
import io.sonde.config.load.ConfigLoader;
import io.sonde.config.load.ConfigSource;
import io.sonde.logging.Logging;
import io.sonde.metrics.BuildInfo;
import io.sonde.yaml.ConfigException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** Runs the exporter. */
final class ServeCommand implements Command {
  private static final System.Logger LOG = System.getLogger("io.sonde");
  private static final int MAX_PORT = 65_535;

  private final Terminal terminal;
  private final Consumer<Sonde> started;

  ServeCommand(Terminal terminal, Consumer<Sonde> started) {
    this.terminal = terminal;
    this.started = started;
  }

  @Override
  public String name() {
    return "serve";
  }

  @Override
  public String summary() {
    return "Runs the exporter and logs where it listens.";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            Option.builder()
                .longOpt("config")
                .hasArg()
                .argName("FILE")
                .desc("The configuration. Default: $SONDE_CONFIG, or else the demonstration.")
                .get())
        .addOption(
            Option.builder()
                .longOpt("web.config.file")
                .hasArg()
                .argName("FILE")
                .desc("TLS, users, headers and rate limit, as exporter-toolkit reads them.")
                .get())
        .addOption(
            Option.builder()
                .longOpt("port")
                .hasArg()
                .argName("N")
                .desc("The port to listen at, instead of server.port. 0 takes a free one.")
                .get());
  }

  @Override
  public Exit run(CommandLine line) throws UsageException, ConfigException, StartException {
    Map<String, ConfigLoader.Option> overrides = overrides(line);
    ConfigSource source =
        new ConfigSource(terminal.loader(), file(line.getOptionValue("config")), overrides);
    ConfigSource.Loaded loaded = source.load();
    Logging.configure(loaded.valid().log());
    Sonde sonde = Sonde.start(source, loaded);
    started.accept(sonde);
    LOG.log(
        System.Logger.Level.INFO,
        "Sonde {0} listens at {1}, scrapes at {1}/observe/metrics",
        BuildInfo.read().version(),
        sonde.address());
    return Exit.SERVING;
  }

  private @Nullable Path file(@Nullable String option) {
    String file = option == null ? terminal.environment().get("SONDE_CONFIG") : option;
    return file == null || file.isEmpty() ? null : Path.of(file);
  }

  private static Map<String, ConfigLoader.Option> overrides(CommandLine line)
      throws UsageException {
    Map<String, ConfigLoader.Option> overrides = new HashMap<>();
    String port = line.getOptionValue("port");
    if (port != null) {
      checkPort(port);
      overrides.put("server.port", new ConfigLoader.Option("--port", port));
    }
    String webConfig = line.getOptionValue("web.config.file");
    if (webConfig != null) {
      // Relative to the working directory; in a file it would be relative to the folder of the
      // file.
      String absolute = Path.of(webConfig).toAbsolutePath().toString();
      overrides.put("web-config", new ConfigLoader.Option("--web.config.file", absolute));
    }
    return overrides;
  }

  private static void checkPort(String port) throws UsageException {
    if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > MAX_PORT) {
      throw new UsageException(
          "--port: expected a number from 0 to " + MAX_PORT + ", found '" + port + "'");
    }
  }
}
