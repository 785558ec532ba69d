package io.sonde.cli;

import io.sonde.config.load.ConfigLoader;
import java.io.PrintStream;
import java.util.Map;

/** What a command takes from the process and where it prints. */
record Terminal(
    Map<String, String> environment, ConfigLoader loader, PrintStream out, PrintStream err) {
  Terminal {
    environment = Map.copyOf(environment);
  }
}
