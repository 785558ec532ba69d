package io.sonde.config.load;

import io.sonde.Kinds;
import io.sonde.yaml.ConfigException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/** Loads each file and prints its problems, in a JVM of its own. */
final class SmallHeapMain {
  private SmallHeapMain() {}

  public static void main(String[] files) {
    PrintStream out = System.out;
    for (String file : files) {
      try {
        Kinds.onClassPath().loader(Map.of(), Map.of()).load(Path.of(file), Map.of());
      } catch (ConfigException e) {
        out.println(e.getMessage());
      }
    }
  }
}
