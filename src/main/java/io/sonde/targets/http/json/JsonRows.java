package io.sonde.targets.http.json;

import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.PathNotFoundException;
import io.sonde.targets.Fields;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Sink;
import io.sonde.targets.http.body.BodyException;
import io.sonde.targets.http.body.HeldMemory;
import io.sonde.targets.http.body.SafeText;
import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of JSON documents: one for each node that a JSONPath selects.
 *
 * <p>The document {@code {"nodes": {"a": {"up": true}, "b": {"up": false}}}} has, with the rows
 * {@code $.nodes.*}, two rows, whose field {@code up} is true and false and whose {@code $key} is
 * {@code a} and {@code b}.
 *
 * <p>A path that selects nothing gives no rows, also when a key on the path is missing, since APIs
 * often leave out an empty list; the sink is told of a missing key. When the only row is an array
 * and a field is requested by name, the read fails, since {@code [*]} is missing at the end of the
 * path. Compiled once; immutable and thread-safe.
 */
public final class JsonRows {
  private final String rows;

  /** Null for the document itself, which needs no json-path. */
  private final @Nullable JsonPath path;

  private final Map<String, JsonField> fields = new HashMap<>();
  private final boolean isAll;
  private final boolean needPlaces;
  private final @Nullable JsonField next;
  private final JsonProjection wanted;

  /**
   * @param rows a JSONPath that was found valid
   * @param fields the fields that will be asked for, found valid
   * @param next a JSONPath to the next page; null for none
   */
  public JsonRows(String rows, Fields fields, @Nullable String next) {
    this.rows = rows;
    this.path = rows.equals("$") ? null : JsonPath.compile(rows);
    this.isAll = fields.isAll();
    fields.names().forEach(name -> this.fields.put(name, JsonField.of(name)));
    this.needPlaces = isAll || this.fields.values().stream().anyMatch(JsonField::needsPlace);
    this.next = next == null ? null : JsonField.of(next);
    JsonProjection ofRows =
        isAll ? JsonProjection.ALL : JsonProjection.of(rows, this.fields.values());
    this.wanted = next == null ? ofRows : JsonProjection.both(ofRows, JsonProjection.ofValue(next));
  }

  /**
   * Passes the rows of a document to the sink.
   *
   * @return the address of the next page; null when there is none
   * @throws IOException as the stream throws it; {@code READ} for invalid JSON
   * @throws ReadException as the sink throws it
   */
  public @Nullable String read(Reader text, HeldMemory memory, Sink sink)
      throws IOException, ReadException, InterruptedException {
    try (JsonReader reader = new JsonReader(text, memory)) {
      return pass(reader.document(wanted), reader, new JsonPathReads(memory), sink);
    }
  }

  /** Passes the rows of each document of a stream to the sink, one document at a time. */
  public void readEach(Reader text, HeldMemory memory, Sink sink)
      throws IOException, ReadException, InterruptedException {
    JsonPathReads reads = new JsonPathReads(memory);
    try (JsonReader reader = new JsonReader(text, memory)) {
      long mark = memory.mark();
      while (reader.hasNext()) {
        var _ = pass(reader.nextDocument(wanted), reader, reads, sink);
        memory.reset(mark);
      }
    }
  }

  private @Nullable String pass(
      @Nullable Object document, JsonReader reader, JsonPathReads reads, Sink sink)
      throws IOException, ReadException {
    if (isAll) {
      sink.outline(JsonOutline.of(document));
    }
    try {
      @Nullable List<JsonNode> nodes = nodes(document, reads);
      if (nodes != null) {
        for (JsonNode node : nodes) {
          sink.row(new JsonRow(this, node, reads, reader.skippedKeys()));
        }
      }
      sink.matched(rows, nodes != null, () -> SimilarPaths.of(rows, document, reader.siblings()));
    } catch (JsonPathReads.Ended e) {
      throw new BodyException(
          e.why().reason(), "rows '%s': %s".formatted(rows, e.why().getMessage()), e);
    }
    if (next == null) {
      return null;
    }
    Object page = JsonField.value("next", next, JsonNode.document(document), reads);
    return page == null ? null : page.toString();
  }

  /** A field of a row; when all fields are wanted, it is parsed now. */
  @Nullable Object field(String name, JsonNode node, JsonPathReads reads) throws ReadException {
    JsonField field = fields.get(name);
    if (field == null) {
      if (!isAll) {
        throw new IllegalArgumentException("field '" + name + "' was not asked for");
      }
      field = JsonField.of(name);
    }
    if (field instanceof JsonField.Dotted && node.value() instanceof List && isDefinite()) {
      throw new ReadException(
          Reason.MAPPING,
          "field '%s': the row is an array, write rows: %s[*] for its elements"
              .formatted(name, rows),
          null);
    }
    return JsonField.value(name, field, node, reads);
  }

  boolean isAll() {
    return isAll;
  }

  private boolean isDefinite() {
    return path == null || path.isDefinite();
  }

  /** The nodes that are rows; null when the path does not exist in the document. */
  private @Nullable List<JsonNode> nodes(@Nullable Object document, JsonPathReads reads)
      throws BodyException {
    JsonNode root = JsonNode.document(document);
    if (path == null) {
      return List.of(root);
    }
    if (document == null) {
      return List.of();
    }
    try {
      if (needPlaces) {
        return reads.places(path, document).stream().map(place -> placed(root, place)).toList();
      }
      Object found = reads.values(path, document);
      return path.isDefinite() || !(found instanceof List<?> values)
          ? List.of(JsonNode.document(found))
          : values.stream().map(JsonNode::document).toList();
    } catch (PathNotFoundException e) {
      return null;
    } catch (JsonPathException | NumberFormatException e) { // the latter: it compares with NaN
      throw new BodyException(
          Reason.READ,
          "rows '%s': %s".formatted(rows, SafeText.of(String.valueOf(e.getMessage()))),
          e);
    }
  }

  private static JsonNode placed(JsonNode root, String place) {
    JsonNode node = root.at(place, 1);
    if (node == null) {
      throw new IllegalStateException("json-path found a node where there is none");
    }
    return node;
  }
}
