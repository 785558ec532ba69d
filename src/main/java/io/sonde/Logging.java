package io.sonde;

import io.sonde.config.SondeConfig.LogSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * Configures {@code java.util.logging} from {@code log}: to standard error, one line of text or one
 * JSON object for each record. With {@code -Djava.util.logging.config.file} or {@code .class} it
 * changes nothing.
 */
public final class Logging {
  private Logging() {}

  /** Replaces the configuration of all loggers of this JVM. */
  public static void configure(LogSettings settings) {
    if (System.getProperty("java.util.logging.config.file") != null
        || System.getProperty("java.util.logging.config.class") != null) {
      return;
    }
    String level =
        switch (settings.level()) {
          case TRACE -> "FINER";
          case DEBUG -> "FINE";
          case INFO -> "INFO";
          case WARNING -> "WARNING";
          case ERROR -> "SEVERE";
        };
    String formatter =
        switch (settings.format()) {
          case TEXT -> "io.helidon.logging.jul.HelidonFormatter";
          case JSON -> "io.helidon.logging.jul.HelidonJsonFormatter";
        };
    String properties =
        """
        handlers=java.util.logging.ConsoleHandler
        java.util.logging.ConsoleHandler.level=ALL
        java.util.logging.ConsoleHandler.formatter=%s
        java.util.logging.SimpleFormatter.format=%%1$tFT%%1$tT.%%1$tL%%1$tz %%4$-7s %%3$s: %%5$s%%6$s%%n
        .level=%s
        """
            .formatted(formatter, level);
    try {
      LogManager.getLogManager()
          .readConfiguration(new ByteArrayInputStream(properties.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not with bytes in memory
    }
  }
}
