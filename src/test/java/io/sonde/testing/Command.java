package io.sonde.testing;

import io.sonde.Sonde;
import io.sonde.cli.Cli;
import io.sonde.cli.Exit;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a command of the command line did.
 *
 * @param out its standard output
 * @param err its standard error
 */
public record Command(Exit exit, String out, String err) {
  /** Runs one in this JVM, without an environment. */
  public static Command run(String... arguments) throws Exception {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    Exit exit =
        new Cli(
                Map.of(),
                Map.of(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Sonde::close)
            .run(arguments);
    return new Command(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
