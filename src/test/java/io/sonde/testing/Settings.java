package io.sonde.testing;

import io.sonde.Kinds;
import io.sonde.config.SondeConfig;
import io.sonde.config.load.ConfigLoader.Option;
import io.sonde.yaml.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Configurations for tests: what a file with this text gives, on a free port of the loopback. */
public final class Settings {
  private static final Pattern PREFIX = Pattern.compile("(?m)^prefix:");

  private Settings() {}

  /** A text with the required prefix at its end, {@code myapp}, unless it has one. */
  public static String whole(String yaml) {
    boolean ends = yaml.isEmpty() || yaml.endsWith("\n");
    return PREFIX.matcher(yaml).find() ? yaml : yaml + (ends ? "" : "\n") + "prefix: myapp\n";
  }

  /** The configuration of a YAML text, on a free port. */
  public static SondeConfig of(String yaml) {
    return of(yaml, 0);
  }

  /** The configuration of a YAML text, on this port. */
  public static SondeConfig of(String yaml, int port) {
    var options = new HashMap<String, Option>();
    options.put("server.host", new Option("--host", "127.0.0.1"));
    options.put("server.port", new Option("--port", Integer.toString(port)));
    try {
      Path file = Files.createTempFile("sonde", ".yaml");
      try {
        Files.writeString(file, whole(yaml));
        return Kinds.onClassPath().loader(Map.of(), Map.of()).load(file, options);
      } catch (ConfigException e) {
        throw new IllegalArgumentException(e);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
