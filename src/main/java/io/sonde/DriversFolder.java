package io.sonde;

import io.sonde.targets.jdbc.Drivers;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The folder of additional JDBC drivers: {@code drivers} in the working directory, or the one that
 * the system property {@code sonde.drivers} names.
 */
final class DriversFolder {
  private DriversFolder() {}

  static Drivers open() throws IOException {
    Path folder = Path.of(System.getProperty("sonde.drivers", "drivers"));
    try {
      return Drivers.in(folder);
    } catch (IOException e) {
      throw new IOException("drivers: cannot read the folder " + folder + ": " + e.getMessage(), e);
    }
  }
}
