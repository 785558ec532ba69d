package io.sonde.logging;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** The parts of a record that both formats of the log write. */
final class LogRecords {
  private static final char LAST_OF_ASCII = 127;

  private static final int MOST_CAUSES = 16;

  private LogRecords() {}

  static Instant time(LogRecord entry) {
    return entry.getInstant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** The level in the words of {@code log.level}. */
  static String level(LogRecord entry) {
    int level = entry.getLevel().intValue();
    if (level >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (level >= Level.WARNING.intValue()) {
      return "WARNING";
    }
    if (level >= Level.INFO.intValue()) {
      return "INFO";
    }
    return level >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
  }

  static String logger(LogRecord entry) {
    String name = entry.getLoggerName();
    return name == null ? "" : name;
  }

  /** The name of the thread that logs, if it is the one that formats; else its number. */
  static String thread(LogRecord entry) {
    Thread thread = Thread.currentThread();
    return thread.threadId() == entry.getLongThreadID() && !thread.getName().isEmpty()
        ? thread.getName()
        : Long.toString(entry.getLongThreadID());
  }

  /** The fields of a record, sorted: a map among its parameters. */
  static Map<String, Object> fields(LogRecord entry) {
    var fields = new TreeMap<String, Object>();
    Object[] parameters = entry.getParameters();
    if (parameters != null && parameters.length > 0 && parameters[parameters.length - 1] != null) {
      if (parameters[parameters.length - 1] instanceof Map<?, ?> map) {
        map.forEach((name, value) -> fields.put(String.valueOf(name), value));
      }
    }
    return fields;
  }

  /** A text on one line: line ends and invisible characters are escaped. */
  static String printable(String text) {
    int n = 0;
    while (n < text.length() && shows(text.charAt(n))) {
      n++;
    }
    if (n == text.length()) {
      return text;
    }
    var line = new StringBuilder(text.length() + 16).append(text, 0, n);
    for (int character; n < text.length(); n += Character.charCount(character)) {
      character = text.codePointAt(n);
      if (shows(character)) {
        line.appendCodePoint(character);
      } else {
        escape(line, character);
      }
    }
    return line.toString();
  }

  /** False for control characters, line ends, and those that change the direction of text. */
  private static boolean shows(int character) {
    if (character < LAST_OF_ASCII) {
      return character >= ' ';
    }
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static void escape(StringBuilder line, int character) {
    switch (character) {
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      case '\t' -> line.append("\\t");
      default -> {
        for (char unit : Character.toChars(character)) {
          line.append("\\u").append(HexFormat.of().toHexDigits(unit));
        }
      }
    }
  }

  /** The stack trace, a line for each frame, with its messages on one line each. */
  static String trace(Throwable thrown) {
    var text = new StringBuilder();
    String begin = "";
    Throwable next = thrown;
    for (int n = 0; next != null && n < MOST_CAUSES; n++) {
      text.append(begin).append(printable(String.valueOf(next))).append('\n');
      for (StackTraceElement frame : next.getStackTrace()) {
        text.append("\tat ").append(frame).append('\n');
      }
      for (Throwable suppressed : next.getSuppressed()) {
        text.append("\tSuppressed: ").append(printable(String.valueOf(suppressed))).append('\n');
      }
      next = next.getCause();
      begin = "Caused by: ";
    }
    return text.toString();
  }
}
