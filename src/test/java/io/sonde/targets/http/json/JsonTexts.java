package io.sonde.targets.http.json;

import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.Reading;
import io.sonde.targets.Sink;
import io.sonde.targets.http.body.BodyException;
import io.sonde.targets.http.body.HeldMemory;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads JSON that is in memory. */
final class JsonTexts {
  private JsonTexts() {}

  static @Nullable Object read(String text, JsonProjection wanted) throws ReadException {
    try (JsonReader reader = new JsonReader(new StringReader(text), memory())) {
      return reader.document(wanted);
    } catch (IOException | InterruptedException e) {
      throw failed(e);
    }
  }

  static void rows(String text, String rows, Set<String> fields, Sink sink) throws ReadException {
    rows(text, new JsonRows(rows, Fields.of(new LinkedHashSet<>(fields)), null), sink);
  }

  static void rows(String text, JsonRows rows, Sink sink) throws ReadException {
    try {
      var _ = rows.read(new StringReader(text), memory(), sink);
    } catch (IOException | InterruptedException e) {
      throw failed(e);
    }
  }

  private static HeldMemory memory() {
    return new HeldMemory(Reading.within(Duration.ofSeconds(20)));
  }

  private static ReadException failed(Exception e) {
    if (e instanceof BodyException body) {
      return new ReadException(body.reason(), String.valueOf(body.getMessage()), body);
    }
    throw new AssertionError(e);
  }
}
