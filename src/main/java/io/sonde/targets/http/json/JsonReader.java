package io.sonde.targets.http.json;

import io.sonde.targets.http.body.BodyException;
import io.sonde.targets.http.body.HeldMemory;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Reads JSON (RFC 8259) from a stream into maps, lists, texts, numbers, booleans and null. Only the
 * wanted parts of a document are kept in memory.
 *
 * <p>Numbers keep their precision: {@link Long}, {@link Double} where it is exact, else {@link
 * BigDecimal}; a number that is too large for a double is refused. For duplicate keys the last
 * value is used, as in browsers; {@code NaN}, {@code Infinity} and {@code -Infinity}, which Python
 * writes, are numbers. Depth and the lengths of texts and numbers are limited, since documents are
 * not trusted. Messages have the position, but no part of the document, which may be secret.
 *
 * <p>For one stream and one thread.
 */
public final class JsonReader implements AutoCloseable {
  /**
   * The maximum number of unwanted keys that are kept for each stream, and of characters of each.
   */
  private static final int MAX_SKIPPED = 200;

  private static final int MAX_SKIPPED_LENGTH = 100;

  // The memory of the nodes of a document on a 64-bit JVM, rounded up.
  private static final int CONTAINER = 128;
  private static final int ENTRY = 48;
  private static final int SCALAR = 24;
  private static final int TEXT = 56;

  private final JsonTokens tokens;
  private final HeldMemory memory;
  private final Map<String, String> keys = new HashMap<>();

  /** Some of the keys of rows that were not kept. */
  private final Set<String> skippedKeys = new LinkedHashSet<>();

  /** Some of the keys beside the path to the rows, by their depth from 1. */
  private final Map<Integer, Set<String>> siblings = new HashMap<>();

  private int skippedLeft = MAX_SKIPPED;
  private int siblingsLeft = MAX_SKIPPED;

  /**
   * @param memory accounts for the kept nodes
   */
  public JsonReader(Reader text, HeldMemory memory) {
    this.tokens = new JsonTokens(text);
    this.memory = memory;
  }

  /**
   * The one document of the stream.
   *
   * @param wanted the parts to keep; the rest is checked and skipped
   * @return {@link Map}, {@link List}, {@link String}, {@link Number}, {@link Boolean} or null
   * @throws BodyException {@code READ}, with line and column, for invalid JSON
   * @throws IOException as the stream throws it
   */
  public @Nullable Object document(JsonProjection wanted) throws IOException, InterruptedException {
    if (tokens.next() == null) {
      throw tokens.failedHere("expected a value, found the end");
    }
    Object document = value(wanted);
    if (tokens.next() != null) {
      throw tokens.failed("expected nothing after the document");
    }
    return document;
  }

  /** True when the stream has another document: it may have several, with space between them. */
  public boolean hasNext() throws IOException {
    return tokens.next() != null;
  }

  /** The document after {@link #hasNext()}. */
  public @Nullable Object nextDocument(JsonProjection wanted)
      throws IOException, InterruptedException {
    return value(wanted);
  }

  /** Keys of the first few rows that were skipped, to suggest one for a wrong name. */
  Set<String> skippedKeys() {
    return skippedKeys;
  }

  /** Keys beside the path to the rows, by their depth from 1, to suggest one for a wrong key. */
  Map<Integer, Set<String>> siblings() {
    return siblings;
  }

  /** The value that starts at the current token. */
  private @Nullable Object value(JsonProjection wanted) throws IOException, InterruptedException {
    return switch (tokens.current()) {
      case START_OBJECT -> object(wanted);
      case START_ARRAY -> array(wanted);
      case VALUE_STRING -> {
        String text = tokens.text();
        memory.add(TEXT + 2L * text.length());
        yield text;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw tokens.failed("expected a value");
    };
  }

  private Map<String, @Nullable Object> object(JsonProjection wanted)
      throws IOException, InterruptedException {
    memory.add(CONTAINER);
    Map<String, @Nullable Object> object = new LinkedHashMap<>(4);
    while (tokens.next() != JsonToken.END_OBJECT) {
      String key = tokens.key();
      JsonProjection inner = wanted.of(key);
      tokens.next();
      if (inner == null) {
        skipped(key, wanted);
        tokens.skip();
      } else {
        object.put(kept(key), value(inner));
        memory.add(ENTRY);
      }
    }
    return object;
  }

  private void skipped(String key, JsonProjection wanted) {
    String start = key.length() > MAX_SKIPPED_LENGTH ? key.substring(0, MAX_SKIPPED_LENGTH) : key;
    if (wanted instanceof JsonProjection.Keys) {
      if (skippedLeft > 0) {
        skippedLeft--;
        skippedKeys.add(start);
      }
    } else if (siblingsLeft > 0) {
      siblingsLeft--;
      int depth = tokens.depth();
      siblings.computeIfAbsent(depth, _ -> new LinkedHashSet<>()).add(start);
    }
  }

  private List<@Nullable Object> array(JsonProjection wanted)
      throws IOException, InterruptedException {
    memory.add(CONTAINER);
    List<@Nullable Object> array = new ArrayList<>();
    JsonProjection inner = wanted.ofElement();
    while (tokens.next() != JsonToken.END_ARRAY) {
      array.add(value(inner));
      memory.add(Long.BYTES);
    }
    return array;
  }

  private String kept(String key) throws IOException, InterruptedException {
    String known = keys.putIfAbsent(key, key);
    if (known == null) {
      memory.add(ENTRY + TEXT + 2L * key.length());
      return key;
    }
    return known;
  }

  private Number number() throws IOException, InterruptedException {
    String text = tokens.text();
    memory.add(SCALAR);
    Number number = JsonNumbers.parse(text, tokens.current() == JsonToken.VALUE_NUMBER_INT);
    if (number == null) {
      throw tokens.failed("the number is too large for a double");
    }
    if (number instanceof BigDecimal) {
      memory.add(TEXT + (long) text.length());
    }
    return number;
  }

  /** Frees the parser; the stream stays open. */
  @Override
  public void close() {
    tokens.close();
  }
}
