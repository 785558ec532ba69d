package io.sonde.targets.http.json;

import io.sonde.targets.ReadException;
import io.sonde.targets.Row;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node as a row.
 *
 * @param skippedKeys keys of such rows that were left out when the document was read
 */
record JsonRow(JsonRows rows, JsonNode node, JsonPathReads reads, Set<String> skippedKeys)
    implements Row {
  private static final int MAX_NAMES = 500;
  private static final int MAX_ELEMENTS = 3;

  @Override
  public @Nullable Object field(String field) throws ReadException {
    return rows.field(field, node, reads);
  }

  /** Its values at any depth, with the first few elements of arrays. */
  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    if (node.key() != null) {
      names.add("$key");
    }
    add(names, "", "$", node.value());
    names.addAll(skippedKeys);
    return names;
  }

  /**
   * @param dotted the keys joined by dots; null when only a JSONPath can express it
   */
  private static void add(
      Set<String> names, @Nullable String dotted, String path, @Nullable Object value) {
    if (names.size() >= MAX_NAMES) {
      return;
    }
    switch (value) {
      case Map<?, ?> map ->
          map.forEach((key, inner) -> {
            String plain = String.valueOf(key);
            add(names, dotted(dotted, plain), path + JsonPaths.step(plain), inner);
          });
      case List<?> list -> {
        names.add(path + ".length()");
        for (int i = 0; i < Math.min(list.size(), MAX_ELEMENTS); i++) {
          add(names, null, path + "[" + i + "]", list.get(i));
        }
      }
      case null, default -> names.add(dotted == null || dotted.isEmpty() ? path : dotted);
    }
  }

  private static @Nullable String dotted(@Nullable String dotted, String key) {
    if (dotted == null || JsonPaths.fieldProblem(key).isPresent() || key.startsWith("$")) {
      return null;
    }
    return dotted.isEmpty() ? key : dotted + "." + key;
  }
}
