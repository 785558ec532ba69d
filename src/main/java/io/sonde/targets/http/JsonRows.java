package io.sonde.targets.http;

import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.PathNotFoundException;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Sink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of JSON documents: one for each node that a JSONPath selects.
 *
 * <p>The document {@code {"nodes": {"a": {"up": true}, "b": {"up": false}}}} has, with the rows
 * {@code $.nodes.*}, two rows, whose field {@code up} is true and false and whose {@code $key} is
 * {@code a} and {@code b}.
 *
 * <p>A path that selects nothing gives no rows, and so does one whose way is not there at all:
 * JSONPath makes no difference, and an API that has nothing to list often leaves out the list. An
 * array as the only row is refused when one of its fields is asked for by name, since {@code [*]}
 * was forgotten. Compiled once; immutable and thread-safe.
 */
final class JsonRows {
  private final String rows;

  /** Null for the document itself, for which json-path need not even be loaded. */
  private final @Nullable JsonPath path;

  private final Map<String, JsonField> fields = new HashMap<>();
  private final boolean needPlaces;
  private final JsonProjection wanted;

  /**
   * @param rows a JSONPath that was found valid
   * @param fields the fields that will be asked for, found valid
   */
  JsonRows(String rows, Set<String> fields) {
    this.rows = rows;
    this.path = rows.equals("$") ? null : JsonPath.compile(rows);
    fields.forEach(name -> this.fields.put(name, JsonField.of(name)));
    this.needPlaces = this.fields.values().stream().anyMatch(JsonField::needsPlace);
    this.wanted = JsonProjection.of(rows, this.fields.values());
  }

  /**
   * Hands over the rows of a document.
   *
   * @throws ReadException {@code READ} for what is no JSON, else as the sink says it
   */
  void of(String text, Sink sink) throws ReadException {
    for (JsonNode node : nodes(JsonReader.read(text, wanted))) {
      sink.row(name -> field(name, node));
    }
  }

  private @Nullable Object field(String name, JsonNode node) throws ReadException {
    JsonField field = fields.get(name);
    if (field == null) {
      throw new IllegalArgumentException("field '" + name + "' was not asked for");
    }
    if (field instanceof JsonField.Dotted && node.value() instanceof List && isDefinite()) {
      throw new ReadException(
          Reason.MAPPING,
          "field '%s': the row is an array, write rows: %s[*] for its elements"
              .formatted(name, rows),
          null);
    }
    return JsonField.value(name, field, node);
  }

  private boolean isDefinite() {
    return path == null || path.isDefinite();
  }

  private List<JsonNode> nodes(@Nullable Object document) throws ReadException {
    JsonNode root = JsonNode.document(document);
    if (path == null) {
      return List.of(root);
    }
    if (document == null) {
      return List.of();
    }
    try {
      if (needPlaces) {
        List<String> places = path.read(document, JsonPathReads.PATHS);
        return places.stream().map(place -> placed(root, place)).toList();
      }
      Object found = path.read(document, JsonPathReads.VALUES);
      return path.isDefinite() || !(found instanceof List<?> values)
          ? List.of(JsonNode.document(found))
          : values.stream().map(JsonNode::document).toList();
    } catch (PathNotFoundException e) {
      return List.of();
    } catch (JsonPathException | NumberFormatException e) { // the latter: it compares with NaN
      throw new ReadException(
          Reason.READ,
          "rows '%s': %s".formatted(rows, HttpFailures.cut(String.valueOf(e.getMessage()))),
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
