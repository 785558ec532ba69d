package io.sonde.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.config.SondeConfig.LogSettings;
import io.sonde.config.SondeConfig.LogSettings.AccessLog;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class LogFormatTest {
  private static final String NASTY = "a\nb\r\t\u001b[31m\u202ered\u0000 {0} \"é\\ \ud83d\ude00";

  private static LogRecord entry(Level level, String message, Object... parameters) {
    var entry = new LogRecord(level, message);
    entry.setLoggerName("io.sonde.Some");
    entry.setInstant(Instant.parse("2026-11-24T12:00:00.123456Z"));
    entry.setParameters(parameters);
    return entry;
  }

  private static String text(LogRecord entry) {
    return new TextFormatter(ZoneOffset.UTC).format(entry);
  }

  @Test
  void aLineOfText() {
    assertThat(text(entry(Level.INFO, "{0} is {1}", "x", 1)))
        .isEqualTo("2026-11-24T12:00:00.123+0000 INFO    io.sonde.Some: x is 1\n");
    assertThat(text(entry(Level.SEVERE, "bad"))).contains(" ERROR   io.sonde.Some: bad\n");
    assertThat(text(entry(Level.FINE, "more"))).contains(" DEBUG   ");
    assertThat(text(entry(Level.FINER, "most"))).contains(" TRACE   ");
  }

  @Test
  void textIsOneLineWhateverIsInIt() {
    assertThat(text(entry(Level.INFO, "{0}", NASTY)))
        .endsWith("a\\nb\\r\\t\\u001b[31m\\u202ered\\u0000 {0} \"é\\ \ud83d\ude00\n")
        .hasLineCount(1);
  }

  @Test
  void exceptionsForgeNoLine() {
    var entry = entry(Level.WARNING, "failed");
    entry.setThrown(
        new IllegalStateException("x\n2026-11-24 INFO all is well", new RuntimeException("y\nz")));
    assertThat(text(entry).lines())
        .contains(
            "java.lang.IllegalStateException: x\\n2026-11-24 INFO all is well",
            "Caused by: java.lang.RuntimeException: y\\nz")
        .noneMatch(line -> line.startsWith("2026-11-24 INFO"));
  }

  @Test
  void aJsonObject() {
    var facts = Map.of("target", "t", "collector", "c", "reason", "connect", "status", 200);
    assertThat(new JsonFormatter().format(entry(Level.WARNING, "{0}", "c failed {0}", facts)))
        .isEqualTo(
            """
            {"time":"2026-11-24T12:00:00.123Z","level":"WARNING","logger":"io.sonde.Some",\
            "message":"c failed {0}","thread":"%s","collector":"c","reason":"connect",\
            "status":200,"target":"t"}
            """
                .formatted(Thread.currentThread().getName()));
  }

  @Test
  void jsonIsOneLineOfAsciiAndGivesBackWhatWasLogged() {
    var entry = entry(Level.INFO, "{0}", NASTY);
    entry.setThrown(new IllegalStateException("x\ny"));
    var line = new JsonFormatter().format(entry);
    assertThat(line).hasLineCount(1).matches("[ -~]+\n");
    try (var parser = JsonFactory.builder().build().createParser(ObjectReadContext.empty(), line)) {
      String found = null;
      while (parser.nextToken() != null) {
        if ("message".equals(parser.currentName())) {
          found = parser.getString();
        }
      }
      assertThat(found).isEqualTo(NASTY);
    }
    assertThat(line).contains("\"exception\":\"java.lang.IllegalStateException: x\\\\ny\\n");
  }

  @Test
  void requestsCanHaveAnotherFormat() {
    var request = entry(Level.INFO, "GET /");
    request.setLoggerName(io.sonde.web.AccessLog.LOGGER);
    var settings = new LogSettings(LogSettings.Level.INFO, LogSettings.Format.TEXT, AccessLog.JSON);
    assertThat(Logging.formatter(settings).format(request)).startsWith("{");
    assertThat(Logging.formatter(settings).format(entry(Level.INFO, "x"))).startsWith("20");
  }
}
