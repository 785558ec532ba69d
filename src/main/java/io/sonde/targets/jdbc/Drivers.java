package io.sonde.targets.jdbc;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.jdbc.sockets.CountingSockets;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The available JDBC drivers: those in a folder of jars, then those on the class path.
 *
 * <p>Drivers of the folder have priority, so that a newer version can replace an included driver.
 * They can use the JDK, the other jars of the folder and {@link CountingSockets} only. {@link
 * java.sql.DriverManager} is not used, since it refuses drivers of other class loaders.
 *
 * <p>Thread-safe. The folder is read once; its jars stay open as long as the JVM runs.
 */
public final class Drivers {
  private static final Logger LOG = System.getLogger(Drivers.class.getName());
  private static final Pattern URL_OF_JDBC = Pattern.compile("jdbc:([A-Za-z][\\w.+-]*):.*");

  /** PostgreSQL's driver logs complete URLs with their passwords, also those of other databases. */
  private static final java.util.logging.Logger POSTGRESQL =
      java.util.logging.Logger.getLogger("org.postgresql");

  /**
   * Each loader keeps the drivers that it has found, and reports once those that it cannot load.
   */
  private final List<ServiceLoader<Driver>> places;

  private Drivers(ClassLoader... loaders) {
    this.places =
        Stream.of(loaders).map(loader -> ServiceLoader.load(Driver.class, loader)).toList();
  }

  /** The included drivers, on the class path. */
  public static Drivers onClassPath() {
    return new Drivers(Drivers.class.getClassLoader());
  }

  /**
   * The drivers in the jars of a folder, and the included ones.
   *
   * @param folder the folder of drivers; it may be missing
   * @throws IOException when the folder exists and cannot be read
   */
  public static Drivers in(Path folder) throws IOException {
    var jars = new ArrayList<URL>();
    if (Files.isDirectory(folder)) {
      try (var files = Files.newDirectoryStream(folder, "*.jar")) {
        for (Path file : files) {
          jars.add(file.toUri().toURL());
        }
      }
    }
    if (jars.isEmpty()) {
      return onClassPath();
    }
    jars.sort((a, b) -> a.toString().compareTo(b.toString()));
    ClassLoader dropped = new URLClassLoader("drivers", jars.toArray(URL[]::new), new Shared());
    return new Drivers(dropped, Drivers.class.getClassLoader());
  }

  /**
   * The driver that accepts the URL.
   *
   * @throws ReadException ({@code connect}) when there is none; the message shows the subprotocol
   *     of the URL only, since the rest may contain a password
   */
  synchronized Driver forUrl(String url) throws ReadException {
    silenceDriverLogs();
    var seen = new ArrayList<String>();
    for (ServiceLoader<Driver> place : places) {
      var drivers = place.iterator();
      while (true) {
        try {
          if (!drivers.hasNext()) {
            break;
          }
          Driver driver = drivers.next();
          if (driver.acceptsURL(url)) {
            return driver;
          }
          seen.add(driver.getClass().getName());
        } catch (ServiceConfigurationError | LinkageError | SQLException e) {
          // One broken jar must not hide the other drivers.
          LOG.log(Level.WARNING, "a JDBC driver cannot be used: " + e);
        }
      }
    }
    throw new ReadException(
        Reason.CONNECT,
        "no JDBC driver accepts "
            + subprotocol(url).map(s -> "jdbc:" + s + ":").orElse("this URL: expected jdbc:<name>:")
            + ", found "
            + (seen.isEmpty() ? "none" : String.join(", ", seen)),
        null);
  }

  /** The class of Sonde that drivers of the folder can use: the factory of their sockets. */
  private static final class Shared extends ClassLoader {
    Shared() {
      super("shared", ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.equals(CountingSockets.class.getName())) {
        return CountingSockets.class;
      }
      throw new ClassNotFoundException(name);
    }
  }

  /** Keeps URLs out of the log at any log level. */
  static void silenceDriverLogs() {
    POSTGRESQL.setLevel(java.util.logging.Level.OFF);
  }

  /** The text between the first two colons of a JDBC URL, in lower case. */
  static Optional<String> subprotocol(String url) {
    Matcher matcher = URL_OF_JDBC.matcher(url);
    return matcher.matches()
        ? Optional.of(matcher.group(1).toLowerCase(Locale.ROOT))
        : Optional.empty();
  }
}
