package io.sonde.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Judges that are not ours: programs of the machine that a test runs.
 *
 * <p>Where one is missing the test is skipped with a word, unless the environment has {@code
 * CI=true}: there it fails.
 */
public final class Tools {
  private Tools() {}

  /** The linter of Prometheus, Debian's package {@code prometheus}. */
  public static String promtool() {
    return program("promtool");
  }

  /** Prometheus itself, of the same package. */
  public static String prometheus() {
    return program("prometheus");
  }

  private static String program(String name) {
    return System.getenv()
        .getOrDefault("PATH", "")
        .lines()
        .flatMap(path -> List.of(path.split(File.pathSeparator, -1)).stream())
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElseGet(() -> missing(name + " (Debian: prometheus)"));
  }

  /** A Python that has Prometheus' client, Debian's package {@code python3-prometheus-client}. */
  public static String pythonWithPrometheusClient() {
    String python = "/usr/bin/python3";
    if (!Files.isExecutable(Path.of(python))
        || run(List.of(python, "-c", "import prometheus_client"), new byte[0]).exit() != 0) {
      return missing("prometheus_client for " + python + " (Debian: python3-prometheus-client)");
    }
    return python;
  }

  /** Runs a program to its end, with some input. */
  public static Result run(List<String> command, byte[] input) {
    try {
      Process process = new ProcessBuilder(command).start();
      try {
        var output = text(process.getInputStream());
        var errors = text(process.getErrorStream());
        try (var stdin = process.getOutputStream()) {
          stdin.write(input);
        }
        return new Result(process.waitFor(), output.join(), errors.join());
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static CompletableFuture<String> text(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  private static String missing(String what) {
    String message = "not on this machine: " + what;
    return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
  }

  /** What a program answered. */
  public record Result(int exit, String output, String errors) {}
}
