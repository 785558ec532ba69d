package io.sonde.targets.http.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of a JSON document with its position: its key, and the node that contains it. Immutable.
 *
 * @param value {@link Map}, {@link List}, {@link String}, {@link Number}, {@link Boolean} or null
 * @param key the key in the object, or the index (a {@link Long}) in the array, that holds it; null
 *     for the document itself
 * @param holder the object or array that holds it; null for the document itself
 */
record JsonNode(@Nullable Object value, @Nullable Object key, @Nullable JsonNode holder) {
  /** The whole document. */
  static JsonNode document(@Nullable Object value) {
    return new JsonNode(value, null, null);
  }

  /**
   * The closest object that contains it; null when there is none. Arrays are skipped, since they
   * have no fields. The parent of {@code $.nodes[0].disks[1]} is {@code $.nodes[0]}, and the parent
   * of the map value {@code $.nodes.alpha} is the map.
   */
  @Nullable JsonNode parent() {
    JsonNode around = holder;
    while (around != null && around.value instanceof List) {
      around = around.holder;
    }
    return around;
  }

  /**
   * The node at a path as json-path writes it, such as {@code $['nodes'][0]['a.b']}; null when
   * there is none.
   *
   * <p>json-path does not escape keys, so a quote in a key is ambiguous: the first interpretation
   * in which every key exists is used.
   */
  @Nullable JsonNode at(String path, int from) {
    if (from == path.length()) {
      return this;
    }
    return switch (value) {
      case Map<?, ?> map when path.startsWith("['", from) -> in(map, path, from + 2);
      case List<?> list -> in(list, path, from + 1);
      case null, default -> null;
    };
  }

  private @Nullable JsonNode in(Map<?, ?> map, String path, int from) {
    for (int end = path.indexOf("']", from); end >= 0; end = path.indexOf("']", end + 1)) {
      String name = path.substring(from, end);
      if (map.containsKey(name)) {
        JsonNode found = new JsonNode(map.get(name), name, this).at(path, end + 2);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private @Nullable JsonNode in(List<?> list, String path, int from) {
    int end = path.indexOf(']', from);
    int index = Integer.parseInt(path, from, end, 10);
    if (index < 0) {
      index += list.size();
    }
    return new JsonNode(list.get(index), (long) index, this).at(path, end + 1);
  }
}
