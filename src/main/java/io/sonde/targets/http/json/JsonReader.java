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
 * Reads JSON (RFC 8259) as it comes into maps, lists, texts, numbers, booleans and null, with
 * Jackson's streaming parser: only what is wanted of a document is ever in memory.
 *
 * <p>Numbers keep their precision: {@link Long}, {@link Double} where it is exact, else {@link
 * BigDecimal}; one that no double holds is refused. Of a key that occurs twice the last value
 * counts, as in every browser; {@code NaN}, {@code Infinity} and {@code -Infinity}, which Python
 * writes, are numbers. Depth and the lengths of texts and numbers are bounded, since documents come
 * from strangers. Failures have the place, and nothing of the document, which may be secret.
 *
 * <p>For one stream and one thread.
 */
public final class JsonReader implements AutoCloseable {
  /** Deeper than what people write, and shallow enough for the stack of whoever walks it. */
  static final int MAX_DEPTH = 200;

  static final int MAX_NUMBER = 1_000;
  static final int MAX_KEY = 50_000;
  static final int MAX_TEXT = 1_000_000;

  /** How many keys that are not wanted are remembered, of one stream, and how much of each. */
  private static final int NOTED = 200;

  private static final int MAX_NOTED = 100;

  /** A double gives back each decimal number of that many digits. */
  private static final int EXACT_DIGITS = 15;

  // What the nodes of a document take on a 64-bit JVM, rounded up.
  private static final int CONTAINER = 128;
  private static final int ENTRY = 48;
  private static final int SCALAR = 24;
  private static final int TEXT = 56;

  /**
   * Keeps neither keys nor buffers from one document to the next: servers that send ever new keys
   * would fill the memory.
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

  private int toNote = NOTED;

  /**
   * @param memory what the kept nodes take
   */
  public JsonReader(Reader text, Holding memory) {
    this.parser = JSON.createParser(ObjectReadContext.empty(), text);
    this.memory = memory;
  }

  /**
   * The one document of the stream.
   *
   * @param wanted what to keep of it; the rest is checked and left out
   * @return {@link Map}, {@link List}, {@link String}, {@link Number}, {@link Boolean} or null
   * @throws BodyException {@code READ}, with line and column, for what is no JSON
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

  /** The document that {@link #hasNext()} has found. */
  public @Nullable Object nextDocument(JsonProjection wanted)
      throws IOException, InterruptedException {
    return value(wanted);
  }

  /** Keys of the first few rows that were not wanted, to suggest one of them for a wrong name. */
  Set<String> others() {
    return others;
  }

  /** The value at whose first token the parser is. */
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
      String key = key();
      JsonProjection inner = wanted.of(key);
      next();
      if (inner == null) {
        if (toNote > 0 && wanted instanceof JsonProjection.Keys) {
          toNote--;
          others.add(key.length() > MAX_NOTED ? key.substring(0, MAX_NOTED) : key);
        }
        skip();
      } else {
        object.put(kept(key), value(inner));
        memory.add(ENTRY);
      }
    }
    return object;
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
    switch (text) {
      case "NaN" -> {
        return Double.NaN;
      }
      case "Infinity", "+Infinity", "INF", "+INF" -> {
        return Double.POSITIVE_INFINITY;
      }
      case "-Infinity", "-INF" -> {
        return Double.NEGATIVE_INFINITY;
      }
      default -> {}
    }
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT && text.length() <= 20) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException _) {
        // more than a long holds
      }
    }
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw failed("a number that no double holds", parser.currentTokenLocation());
    }
    // What is too small for a double is 0: as a BigDecimal it would have as many digits as its
    // exponent says.
    if (value == 0 || isExact(text)) {
      return value;
    }
    memory.add(TEXT + (long) text.length());
    return new BigDecimal(text);
  }

  /** True when a double gives back what was written. */
  private boolean isExact(String number) {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return false;
    }
    int digits = 0;
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt(i);
      if (c == 'e' || c == 'E') {
        break;
      }
      digits += Character.isDigit(c) ? 1 : 0;
    }
    return digits <= EXACT_DIGITS;
  }

  // The parser, and its failures in our words.

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

  private String key() {
    return parser.currentName();
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
    // Not the parser's message nor the exception itself: they quote the document.
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
