package io.sonde;

import io.helidon.logging.common.LogConfig;
import io.sonde.cli.Cli;
import io.sonde.cli.Exit;
import io.sonde.logging.Logging;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;

/** Starts Sonde: the command line of {@link Cli} in a process of its own. */
public final class Main {
  private static final String SERVE = "serve";

  private Main() {}

  /** Runs a command; the process ends with its exit code, or goes on when it serves. */
  public static void main(String[] args) throws InterruptedException {
    SighupHandler hangups = new SighupHandler();
    if (serves(args)) {
      hangups.install(); // first, since until then SIGHUP ends the process
      Thread.ofPlatform().daemon().name("sonde-start").start(Main::prepare);
    }
    // Called before the first log record: makes Helidon read logging.properties.
    LogConfig.initClass();
    Map<String, String> properties = new HashMap<>();
    System.getProperties()
        .stringPropertyNames()
        .forEach(name -> properties.put(name, System.getProperty(name, "")));
    Cli cli =
        new Cli(
            System.getenv(),
            properties,
            System.out,
            System.err,
            sonde -> {
              stopWithTheProcess(sonde);
              hangups.reloadBy(() -> sonde.reload("SIGHUP"));
            });
    Exit exit = cli.run(args);
    if (exit != Exit.SERVING) {
      System.exit(exit.code());
    }
  }

  /**
   * Initializes classes of the JDK that every start needs after its configuration is read. It takes
   * 50 ms, which a second processor can spend meanwhile. Only classes of the JDK: two threads that
   * initialize others at the same time might wait for each other.
   */
  private static void prepare() {
    var _ = ZoneId.systemDefault().getRules();
    var _ = ManagementFactory.getPlatformMBeanServer();
    var _ = BigDecimal.ONE; // computes large powers; Helidon parses sizes with it
  }

  /** True for the command that serves, which may be left out. Other commands end on SIGHUP. */
  private static boolean serves(String[] args) {
    return args.length == 0 || args[0].startsWith("-") || args[0].equals(SERVE);
  }

  private static System.Logger log() {
    return System.getLogger("io.sonde");
  }

  /**
   * On SIGTERM and SIGINT: lets requests in flight finish, then ends with exit code 0. A shutdown
   * hook cannot set the exit code except by {@code halt}. Helidon's hook runs this handler.
   */
  private static void stopWithTheProcess(Sonde sonde) {
    sonde.onDeath(Main::die);
    io.helidon.Main.addShutdownHandler(() -> {
      Exit exit = Exit.DIED;
      try {
        exit = close(sonde);
        Logging.flush();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        Runtime.getRuntime().halt(exit.code());
      }
    });
  }

  /** Closes within the grace, also when a part hangs. */
  private static Exit close(Sonde sonde) throws InterruptedException {
    Thread closing = Thread.ofPlatform().daemon().name("sonde-stop").start(sonde::close);
    if (closing.join(sonde.grace())) {
      return Exit.DONE;
    }
    log().log(System.Logger.Level.ERROR, "The stop takes longer than " + sonde.grace());
    return Exit.DIED;
  }

  /** Ends the process at once: without a vital part, requests cannot be finished. */
  private static void die(String why) {
    try {
      log().log(System.Logger.Level.ERROR, why + ". The process ends with exit code 3");
      Logging.flush();
    } finally {
      Runtime.getRuntime().halt(Exit.DIED.code());
    }
  }
}
