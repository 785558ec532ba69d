package io.sonde.targets.http.json;

import io.sonde.targets.ReadException;
import io.sonde.targets.http.body.HeldMemory;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Reads single values of small documents. Stateless. */
public final class JsonDocument {
  private JsonDocument() {}

  /** Parses a text to maps, lists, texts, numbers, booleans and null. */
  public static @Nullable Object read(Reader text, HeldMemory memory)
      throws IOException, InterruptedException {
    try (JsonReader reader = new JsonReader(text, memory)) {
      return reader.document(JsonProjection.ALL);
    }
  }

  /**
   * The value under a path in a document; null when there is none.
   *
   * @param field a valid field, as in a collector
   * @throws ReadException {@code MAPPING} when it is an object or an array
   */
  public static @Nullable Object value(@Nullable Object document, String field, HeldMemory memory)
      throws ReadException {
    return JsonField.value(
        field, JsonField.of(field), JsonNode.document(document), new JsonPathReads(memory));
  }
}
