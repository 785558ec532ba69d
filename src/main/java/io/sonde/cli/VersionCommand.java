package io.sonde.cli;

import io.sonde.metrics.BuildInfo;
import org.apache.commons.cli.CommandLine;

/** Prints the version; {@code --version} of every command does the same. */
final class VersionCommand implements Command {
  private final Terminal terminal;

  VersionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public String name() {
    return "version";
  }

  @Override
  public String summary() {
    return "Prints the version.";
  }

  @Override
  public Exit run(CommandLine line) {
    BuildInfo build = BuildInfo.read();
    terminal
        .out()
        .printf(
            "sonde %s (revision %s, Java %s, Helidon %s)%n",
            build.version(), build.revision(), build.java(), build.helidon());
    return Exit.DONE;
  }
}
