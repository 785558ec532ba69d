package io.sonde;

import io.sonde.config.ConfigLoader;
import io.sonde.config.SondeConfig;
import io.sonde.metrics.BuildInfo;
import io.sonde.yaml.ConfigException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The command line: {@code sonde [serve]}, {@code sonde check}, {@code sonde collect}, {@code
 * --version}, {@code --help}.
 *
 * <p>Exit codes: 0 for done, 1 for a problem that is said on standard error (or, for {@code check},
 * on standard output), 2 for a command line that cannot be understood.
 */
final class Cli {
  private static final System.Logger LOG = System.getLogger("io.sonde");

  /** Not an exit code: Sonde is running. */
  static final int SERVING = -1;

  private static final int FAILED = 1;

  private final Map<String, String> environment;
  private final ConfigLoader loader;
  private final PrintStream out;
  private final PrintStream err;
  private final Consumer<Sonde> started;

  /**
   * @param started takes a Sonde that was started, to stop it in time
   */
  Cli(
      Map<String, String> environment,
      Map<String, String> properties,
      PrintStream out,
      PrintStream err,
      Consumer<Sonde> started) {
    this.environment = environment;
    this.loader = new ConfigLoader(environment, properties);
    this.out = out;
    this.err = err;
    this.started = started;
  }

  /** Runs one command and returns its exit code, or {@link #SERVING}. */
  int run(String... args) {
    return new CommandLine(new Root())
        .addSubcommand("serve", new Serve())
        .addSubcommand("check", new Check())
        .addSubcommand("collect", new CollectOnce())
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .execute(args);
  }

  /** What {@code serve} takes, with and without its name. */
  private static final class ServeOptions {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "The configuration. Default: $SONDE_CONFIG, or else the demonstration.")
    @Nullable Path config;

    @Option(
        names = "--port",
        paramLabel = "N",
        description = "The port, above server.port; 0 takes a free one.")
    @Nullable String port;
  }

  @Command(
      name = "sonde",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "A Prometheus exporter that you configure instead of write.",
      footer = "Without a command: serve.")
  private final class Root implements Callable<Integer> {
    @Mixin ServeOptions options = new ServeOptions();

    @Override
    public Integer call() {
      return serve(options);
    }
  }

  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Runs the exporter and says where it listens.")
  private final class Serve implements Callable<Integer> {
    @Mixin ServeOptions options = new ServeOptions();

    @Override
    public Integer call() {
      return serve(options);
    }
  }

  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description = "Validates a configuration: exits 0, or prints every problem and exits 1.")
  private final class Check implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The configuration.")
    @Nullable Path file;

    @Override
    public Integer call() {
      try {
        SondeConfig config = loader.load(file, Map.of());
        out.printf(
            "%s: valid, targets: %d, collectors: %d%n",
            file, config.targets().size(), config.collectors().size());
        return 0;
      } catch (ConfigException e) {
        e.problems().forEach(out::println);
        return FAILED;
      }
    }
  }

  @Command(
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      description =
          "Reads once, prints the exposition, and says on standard error how each collection went:"
              + " exits 1 if one failed.")
  private final class CollectOnce implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The configuration.")
    @Nullable Path file;

    @Option(names = "--collector", paramLabel = "NAME", description = "This collector alone.")
    @Nullable String collector;

    @Option(names = "--target", paramLabel = "NAME", description = "This target alone.")
    @Nullable String target;

    @Override
    public Integer call() throws InterruptedException {
      try {
        SondeConfig config = loader.load(file, Map.of());
        Logging.configure(config.log());
        return new Collect(config, out, err).run(collector, target) ? 0 : FAILED;
      } catch (ConfigException e) {
        e.problems().forEach(err::println);
      } catch (IOException e) {
        err.println("sonde: " + e.getMessage());
      }
      return FAILED;
    }
  }

  /** The version as {@code --version} prints it. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      BuildInfo build = BuildInfo.read();
      return new String[] {
        "sonde "
            + build.version()
            + " (revision "
            + build.revision()
            + ", Java "
            + build.java()
            + ", Helidon "
            + build.helidon()
            + ")"
      };
    }
  }

  private int serve(ServeOptions options) {
    try {
      SondeConfig config = loader.load(file(options), port(options));
      Logging.configure(config.log());
      Sonde sonde = Sonde.start(config);
      started.accept(sonde);
      LOG.log(
          System.Logger.Level.INFO,
          "Sonde {0} listens at {1}, scrapes at {1}/observe/metrics",
          BuildInfo.read().version(),
          sonde.address());
      return SERVING;
    } catch (ConfigException e) {
      e.problems().forEach(err::println);
    } catch (StartException e) {
      err.println("sonde: " + e.getMessage());
    }
    return FAILED;
  }

  private @Nullable Path file(ServeOptions options) {
    if (options.config != null) {
      return options.config;
    }
    String variable = environment.getOrDefault("SONDE_CONFIG", "");
    return variable.isEmpty() ? null : Path.of(variable);
  }

  private static Map<String, ConfigLoader.Option> port(ServeOptions options) {
    return options.port == null
        ? Map.of()
        : Map.of("server.port", new ConfigLoader.Option("--port", options.port));
  }
}
