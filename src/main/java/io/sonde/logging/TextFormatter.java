package io.sonde.logging;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * A line of text for each record, and a line for each frame of an exception. Thread-safe.
 *
 * <pre>
 * 2026-11-24T12:00:00.123+0000 WARNING io.sonde.collection.journal.Journal: …
 * </pre>
 */
public final class TextFormatter extends Formatter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ", Locale.ROOT);

  private static final int LINE = 256;
  private static final int LEVEL = "WARNING".length();

  private final ZoneId zone;

  /** In the time zone of this machine. {@code logging.properties} names this class. */
  public TextFormatter() {
    this(ZoneId.systemDefault());
  }

  TextFormatter(ZoneId zone) {
    this.zone = zone;
  }

  @Override
  public String format(LogRecord entry) {
    var line = new StringBuilder(LINE);
    TIME.formatTo(entry.getInstant().atZone(zone), line);
    String level = LogRecords.level(entry);
    line.append(' ').append(level).repeat(' ', Math.max(0, LEVEL - level.length()));
    line.append(' ').append(LogRecords.printable(LogRecords.logger(entry)));
    line.append(": ").append(LogRecords.printable(formatMessage(entry))).append('\n');
    if (entry.getThrown() != null) {
      line.append(LogRecords.trace(entry.getThrown()));
    }
    return line.toString();
  }
}
