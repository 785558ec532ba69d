package io.sonde;

import io.helidon.logging.common.LogConfig;
import java.util.HashMap;
import java.util.Map;

/** Starts Sonde: the command line of {@link Cli} in a process of its own. */
public final class Main {
  static {
    // first of all, so that nothing logs before Helidon has looked for a logging.properties
    LogConfig.initClass();
  }

  private Main() {}

  /** Runs a command; the process ends with its exit code, or goes on when it serves. */
  public static void main(String[] args) {
    Map<String, String> properties = new HashMap<>();
    System.getProperties().stringPropertyNames().stream()
        .forEach(name -> properties.put(name, System.getProperty(name, "")));
    Cli cli =
        new Cli(System.getenv(), properties, System.out, System.err, Main::stopWithTheProcess);
    int code = cli.run(args);
    if (code != Cli.SERVING) {
      System.exit(code);
    }
  }

  /**
   * On SIGTERM and SIGINT: lets requests in flight finish, then ends with 0, since that is what was
   * asked for. Only halt can say so from a shutdown hook; Helidon's own hook runs this one.
   */
  private static void stopWithTheProcess(Sonde sonde) {
    io.helidon.Main.addShutdownHandler(() -> {
      sonde.close();
      System.err.flush();
      Runtime.getRuntime().halt(0);
    });
  }
}
