package io.sonde.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What is logged below a name while this is open, instead of going to the console. */
public final class CapturedLog implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Handler handler;

  /** Captures what is as important as {@code INFO}, or more. */
  public CapturedLog(String name) {
    this(name, Level.INFO);
  }

  public CapturedLog(String name, Level level) {
    logger = Logger.getLogger(name);
    handler =
        new Handler() {
          private final SimpleFormatter formatter = new SimpleFormatter();

          @Override
          public void publish(LogRecord record) {
            Throwable thrown = record.getThrown();
            lines.add(
                record.getLevel()
                    + " "
                    + formatter.formatMessage(record)
                    + (thrown == null ? "" : " (" + thrown + ")"));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    handler.setLevel(level);
    logger.addHandler(handler);
    logger.setLevel(level);
    logger.setUseParentHandlers(false);
  }

  /** Level, message and, in brackets, the exception of each record. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
    logger.setLevel(null);
    logger.setUseParentHandlers(true);
  }
}
