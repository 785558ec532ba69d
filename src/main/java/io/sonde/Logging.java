package io.sonde;

import io.helidon.logging.jul.HelidonFormatter;
import io.helidon.logging.jul.HelidonJsonFormatter;
import io.sonde.config.SondeConfig.LogSettings;
import io.sonde.metrics.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.stream.Stream;

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
    String properties =
        """
        handlers=
        java.util.logging.SimpleFormatter.format=%%1$tFT%%1$tT.%%1$tL%%1$tz %%4$-7s %%3$s: %%5$s%%6$s%%n
        .level=%s
        """
            .formatted(level);
    try {
      LogManager.getLogManager()
          .readConfiguration(new ByteArrayInputStream(properties.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not with bytes in memory
    }
    Logger.getLogger("")
        .addHandler(
            new StandardErrorHandler(
                switch (settings.format()) {
                  case TEXT -> new HelidonFormatter();
                  case JSON -> new HelidonJsonFormatter();
                }));
  }

  /** Waits until what was logged is written, for a second at most. */
  static void flush() {
    for (Handler handler : Logger.getLogger("").getHandlers()) {
      handler.flush();
    }
  }

  /** The bound of what waits to be written, if {@link #configure} has made one. */
  static Optional<Limits.Limit> limit() {
    return Stream.of(Logger.getLogger("").getHandlers())
        .filter(StandardErrorHandler.class::isInstance)
        .map(StandardErrorHandler.class::cast)
        .map(handler ->
            new Limits.Limit(
                "log_bytes", StandardErrorHandler.MOST_BYTES, handler::held, handler::dropped))
        .findFirst();
  }
}
