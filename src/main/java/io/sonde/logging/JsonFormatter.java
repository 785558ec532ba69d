package io.sonde.logging;

import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One JSON object on a line of ASCII for each record. Thread-safe.
 *
 * <pre>
 * {"time":"2026-11-24T12:00:00.123Z","level":"WARNING",
 *  "logger":"io.sonde.collection.journal.Journal",
 *  "message":"collector c, target t: failed: connect: refused","thread":"sonde, journal",
 *  "collector":"c","reason":"connect","target":"t"}
 * </pre>
 *
 * <p>Helidon 4.4.0's own formatter leaves out time and level where it is not told otherwise by a
 * system property, and has no fields. Ends with a Helidon whose formatter has both.
 */
final class JsonFormatter extends Formatter {
  private static final char LAST_OF_ASCII = 126;

  private static final JsonFactory JSON =
      JsonFactory.builder().highestNonEscapedChar(LAST_OF_ASCII).build();

  @Override
  public String format(LogRecord entry) {
    var out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("time", LogRecords.time(entry).toString());
      json.writeStringProperty("level", LogRecords.level(entry));
      json.writeStringProperty("logger", LogRecords.logger(entry));
      json.writeStringProperty("message", formatMessage(entry));
      json.writeStringProperty("thread", LogRecords.thread(entry));
      LogRecords.fields(entry)
          .forEach((name, value) -> {
            switch (value) {
              case Integer number -> json.writeNumberProperty(name, number);
              case Long number -> json.writeNumberProperty(name, number);
              case Double number -> json.writeNumberProperty(name, number);
              default -> json.writeStringProperty(name, value.toString());
            }
          });
      if (entry.getThrown() != null) {
        json.writeStringProperty("exception", LogRecords.trace(entry.getThrown()));
      }
      json.writeEndObject();
    }
    return out.append('\n').toString();
  }
}
