package io.sonde.targets.http.json;

import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.http.body.BodyException;
import java.io.IOException;
import java.io.Reader;
import java.util.Objects;
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
 * The tokens of a stream of JSON, from Jackson's streaming parser with limits for documents that
 * are not trusted. Failures have the position, but no part of the document, which may be secret.
 * For one stream and one thread.
 */
final class JsonTokens implements AutoCloseable {
  /** The maximum depth: small enough for the stack of recursive code. */
  static final int MAX_DEPTH = 200;

  static final int MAX_NUMBER = 1_000;
  static final int MAX_KEY = 50_000;
  static final int MAX_TEXT = 1_000_000;

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

  JsonTokens(Reader text) {
    this.parser = JSON.createParser(ObjectReadContext.empty(), text);
  }

  /** Moves to the next token; null at the end of the stream. */
  @Nullable JsonToken next() throws IOException {
    try {
      return parser.nextToken();
    } catch (JacksonException e) {
      throw failed(e);
    }
  }

  /** Moves to the end of the object or array that starts at the current token. */
  void skip() throws IOException {
    try {
      parser.skipChildren();
    } catch (JacksonException e) {
      throw failed(e);
    }
  }

  /** The text of the current token. */
  String text() throws IOException {
    try {
      return parser.getString();
    } catch (JacksonException e) {
      throw failed(e);
    }
  }

  /** The current token. */
  JsonToken current() {
    return Objects.requireNonNull(parser.currentToken());
  }

  /** The key of the current value. */
  String key() {
    return parser.currentName();
  }

  /** The depth of the current key, from 1, also where its value begins an object or an array. */
  int depth() {
    int inside = current().isStructStart() ? 1 : 0;
    return parser.streamReadContext().getNestingDepth() - inside;
  }

  /** A problem of the current token. */
  BodyException failed(String problem) {
    return failed(problem, parser.currentTokenLocation());
  }

  /** A problem after the last token that was read. */
  BodyException failedHere(String problem) {
    return failed(problem, parser.currentLocation());
  }

  private IOException failed(JacksonException e) {
    if (e.getCause() instanceof IOException fromStream) {
      return fromStream;
    }
    TokenStreamLocation place = e.getLocation();
    // Without the message and the exception of the parser, since they quote the document.
    return failed(JsonFailures.problem(e), place == null ? parser.currentLocation() : place);
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
