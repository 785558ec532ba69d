package io.sonde;

import io.helidon.logging.common.LogConfig;
import io.sonde.cli.Cli;
import io.sonde.cli.Exit;
import java.util.HashMap;
import java.util.Map;

/** Starts Sonde: the command line of {@link Cli} in a process of its own. */
public final class Main {
  static {
    // before anything logs: this makes Helidon read logging.properties
    LogConfig.initClass();
  }

  private Main() {}

  /** Runs a command; the process ends with its exit code, or goes on when it serves. */
  public static void main(String[] args) throws InterruptedException {
    Map<String, String> properties = new HashMap<>();
    System.getProperties()
        .stringPropertyNames()
        .forEach(name -> properties.put(name, System.getProperty(name, "")));
    Cli cli =
        new Cli(System.getenv(), properties, System.out, System.err, Main::stopWithTheProcess);
    Exit exit = cli.run(args);
    if (exit != Exit.SERVING) {
      System.exit(exit.code());
    }
  }

  /**
   * On SIGTERM and SIGINT: lets requests in flight finish, then ends with exit code 0. A shutdown
   * hook cannot set the exit code except by {@code halt}. Helidon's hook runs this handler.
   */
  private static void stopWithTheProcess(Sonde sonde) {
    io.helidon.Main.addShutdownHandler(() -> {
      sonde.close();
      System.err.flush();
      Runtime.getRuntime().halt(0);
    });
  }
}
