package io.sonde.logging;

import io.sonde.config.SondeConfig.LogSettings;
import io.sonde.config.SondeConfig.LogSettings.AccessLog;
import io.sonde.metrics.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Configures {@code java.util.logging} from {@code log}: to standard error, one line of text or one
 * JSON object for each record. With {@code -Djava.util.logging.config.file} or {@code .class} it
 * changes nothing.
 */
public final class Logging {
  /** A strong reference: the JVM drops loggers without one, and their levels with them. */
  private static final Logger ACCESS = Logger.getLogger(io.sonde.web.AccessLog.LOGGER);

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
        .level=%s
        """
            .formatted(level);
    try {
      LogManager.getLogManager()
          .readConfiguration(new ByteArrayInputStream(properties.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not with bytes in memory
    }
    Logger.getLogger("").addHandler(new StandardErrorHandler(formatter(settings)));
    ACCESS.setLevel(settings.accessLog() == AccessLog.OFF ? Level.OFF : Level.INFO);
  }

  /** Waits until all records are written, for at most a second. */
  public static void flush() {
    for (Handler handler : Logger.getLogger("").getHandlers()) {
      handler.flush();
    }
  }

  /** The bound of the records that wait to be written, if {@link #configure} has made one. */
  public static Optional<Limits.Limit> limit() {
    return Stream.of(Logger.getLogger("").getHandlers())
        .filter(StandardErrorHandler.class::isInstance)
        .map(StandardErrorHandler.class::cast)
        .map(handler ->
            new Limits.Limit(
                "log_bytes",
                "",
                () -> StandardErrorHandler.MOST_BYTES,
                handler::held,
                handler::dropped))
        .findFirst();
  }

  /** The format of the log, with another one for the access log where that is configured. */
  static Formatter formatter(LogSettings settings) {
    Formatter general =
        switch (settings.format()) {
          case TEXT -> new TextFormatter();
          case JSON -> new JsonFormatter();
        };
    Formatter access =
        switch (settings.accessLog()) {
          case OFF -> general;
          case TEXT -> new TextFormatter();
          case JSON -> new JsonFormatter();
        };
    return new Formatter() {
      @Override
      public String format(LogRecord entry) {
        boolean ofRequest = io.sonde.web.AccessLog.LOGGER.equals(entry.getLoggerName());
        return (ofRequest ? access : general).format(entry);
      }
    };
  }
}
