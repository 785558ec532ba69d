package io.sonde.targets.http.json;

import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.http.body.BodyException;
import io.sonde.targets.http.body.Holding;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Reads JSON (RFC 8259) from a stream into maps, lists, texts, numbers, booleans and null, with
 * Jackson's streaming parser. Only the wanted parts of a document are kept in memory.
 *
 * <p>Numbers keep their precision: {@link Long}, {@link Double} where it is exact, else {@link
 * BigDecimal}; one that no double holds is refused. For duplicate keys the last value is used, as
 * in browsers; {@code NaN}, {@code Infinity} and {@code -Infinity}, which Python writes, are
 * numbers. Depth and the lengths of texts and numbers are limited, since documents are not trusted.
 * Messages have the position, but no part of the document, which may be secret.
 *
 * <p>For one stream and one thread.
 */
public final class JsonReader implements AutoCloseable {
  /** The maximum depth: small enough for the stack of recursive code. */
  static final int MAX_DEPTH = 200;

  static final int MAX_NUMBER = 1_000;
  static final int MAX_KEY = 50_000;
  static final int MAX_TEXT = 1_000_000;

  /**
   * The maximum number of unwanted keys that are kept for each stream, and of characters of each.
   */
  private static final int NOTED = 200;

  private static final int MAX_NOTED = 100;

  // The memory of the nodes of a document on a 64-bit JVM, rounded up.
  private static final int CONTAINER = 128;
  private static final int ENTRY = 48;
  private static final int SCALAR = 24;
  private static final int TEXT = 56;

  /**
   * Keys and buffers are not cached between documents: a server that always sends new keys would
   * fill the memory.
   */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER)
                  .maxNameLength(MAX_KEY)
                  .maxStringLength(MAX_TEXT)
                  .build())
          .build();

  private final JsonParser parser;
  private final Holding memory;
  private final Map<String, String> keys = new HashMap<>();

  /** Some of the keys of rows that were left out. */
  private final Set<String> others = new LinkedHashSet<>();

  /** Some of the keys beside the path to the rows, by their depth from 1. */
  private final Map<Integer, Set<String>> besides = new HashMap<>();

  private int toNote = NOTED;
  private int toNoteBesides = NOTED;

  /**
   * @param memory accounts for the kept nodes
   */
  public JsonReader(Reader text, Holding memory) {
    this.parser = JSON.createParser(ObjectReadContext.empty(), text);
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
    if (next() == null) {
      throw failed("expected a value, found the end", parser.currentLocation());
    }
    Object document = value(wanted);
    if (next() != null) {
      throw failed("expected nothing after the document", parser.currentTokenLocation());
    }
    return document;
  }

  /** True when the stream has another document: it may have several, with space between them. */
  public boolean hasNext() throws IOException {
    return next() != null;
  }

  /** The document after {@link #hasNext()}. */
  public @Nullable Object nextDocument(JsonProjection wanted)
      throws IOException, InterruptedException {
    return value(wanted);
  }

  /** Keys of the first few rows that were skipped, to suggest one for a wrong name. */
  Set<String> others() {
    return others;
  }

  /** Keys beside the path to the rows, by their depth from 1, to suggest one for a wrong key. */
  Map<Integer, Set<String>> besides() {
    return besides;
  }

  /** The value that starts at the current token. */
  private @Nullable Object value(JsonProjection wanted) throws IOException, InterruptedException {
    return switch (Objects.requireNonNull(parser.currentToken())) {
      case START_OBJECT -> object(wanted);
      case START_ARRAY -> array(wanted);
      case VALUE_STRING -> {
        String text = text();
        memory.add(TEXT + 2L * text.length());
        yield text;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw failed("expected a value", parser.currentTokenLocation());
    };
  }

  private Map<String, @Nullable Object> object(JsonProjection wanted)
      throws IOException, InterruptedException {
    memory.add(CONTAINER);
    Map<String, @Nullable Object> object = new LinkedHashMap<>(4);
    while (next() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonProjection inner = wanted.of(key);
      next();
      if (inner == null) {
        note(key, wanted);
        skip();
      } else {
        object.put(kept(key), value(inner));
        memory.add(ENTRY);
      }
    }
    return object;
  }

  private void note(String key, JsonProjection wanted) {
    String start = key.length() > MAX_NOTED ? key.substring(0, MAX_NOTED) : key;
    if (wanted instanceof JsonProjection.Keys) {
      if (toNote > 0) {
        toNote--;
        others.add(start);
      }
    } else if (toNoteBesides > 0) {
      toNoteBesides--;
      // That of the key, also where its value begins an object or an array.
      int inside = parser.currentToken().isStructStart() ? 1 : 0;
      int depth = parser.streamReadContext().getNestingDepth() - inside;
      besides.computeIfAbsent(depth, _ -> new LinkedHashSet<>()).add(start);
    }
  }

  private List<@Nullable Object> array(JsonProjection wanted)
      throws IOException, InterruptedException {
    memory.add(CONTAINER);
    List<@Nullable Object> array = new ArrayList<>();
    JsonProjection inner = wanted.ofElement();
    while (next() != JsonToken.END_ARRAY) {
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
    String text = text();
    memory.add(SCALAR);
    Number number = JsonNumbers.parse(text, parser.currentToken() == JsonToken.VALUE_NUMBER_INT);
    if (number == null) {
      throw failed("a number that no double holds", parser.currentTokenLocation());
    }
    if (number instanceof BigDecimal) {
      memory.add(TEXT + (long) text.length());
    }
    return number;
  }

  // Calls the parser and converts its failures.

  private @Nullable JsonToken next() throws IOException {
    try {
      return parser.nextToken();
    } catch (JacksonException e) {
      throw failed(e);
    }
  }

  private void skip() throws IOException {
    try {
      parser.skipChildren();
    } catch (JacksonException e) {
      throw failed(e);
    }
  }

  private String text() throws IOException {
    try {
      return parser.getString();
    } catch (JacksonException e) {
      throw failed(e);
    }
  }

  private IOException failed(JacksonException e) {
    if (e.getCause() instanceof IOException ofTheStream) {
      return ofTheStream;
    }
    TokenStreamLocation place = e.getLocation();
    // Without the message and the exception of the parser, since they quote the document.
    return failed(JsonFailures.words(e), place == null ? parser.currentLocation() : place);
  }

  private static BodyException failed(String problem, TokenStreamLocation place) {
    return new BodyException(
        Reason.READ,
        "not JSON at line %d, column %d: %s"
            .formatted(place.getLineNr(), place.getColumnNr(), problem),
        null);
  }

  /** Frees the parser; the stream stays open. */
  @Override
  public void close() {
    parser.close();
  }
}
