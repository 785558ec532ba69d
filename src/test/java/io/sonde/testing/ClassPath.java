package io.sonde.testing;

import java.io.File;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The class path of the tests, for a JVM of their own. */
public final class ClassPath {
  private ClassPath() {}

  /** Whatever runs the tests: surefire, an IDE, or JUnit's console. */
  public static String ofTests() {
    if (Thread.currentThread().getContextClassLoader() instanceof URLClassLoader loader) {
      return Stream.of(loader.getURLs())
          .map(url -> Path.of(URI.create(url.toString())).toString())
          .collect(Collectors.joining(File.pathSeparator));
    }
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
