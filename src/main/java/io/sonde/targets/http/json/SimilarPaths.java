package io.sonde.targets.http.json;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Paths that exist in a document, in place of one that does not: {@code $.data.items[*]} for {@code
 * $.data.itms[*]}. Stateless.
 */
final class SimilarPaths {
  private SimilarPaths() {}

  /**
   * Paths that differ from this one in its first key that does not exist. Empty when the path has
   * other steps than keys, indexes and {@code *} before that.
   *
   * @param siblings keys that were not kept in the document, by their depth from 1
   */
  static Set<String> of(
      String path, @Nullable Object document, Map<Integer, Set<String>> siblings) {
    Object node = document;
    Matcher step = JsonProjection.Step.STEP.matcher(path).region(1, path.length());
    for (int depth = 1; step.lookingAt(); depth++) {
      String plain = step.group("plain");
      String name = plain == null ? step.group("quoted") : plain;
      if (name == null) {
        node = first(node);
      } else if (node instanceof Map<?, ?> object && object.containsKey(name)) {
        node = object.get(name);
      } else {
        String before = path.substring(0, step.start());
        String after = path.substring(step.end());
        return paths(node, before, path.substring(step.start()), after, siblings.get(depth));
      }
      step.region(step.end(), path.length());
    }
    return Set.of();
  }

  private static Set<String> paths(
      @Nullable Object node,
      String before,
      String missing,
      String after,
      @Nullable Set<String> siblings) {
    Set<String> paths = new LinkedHashSet<>();
    if (node instanceof List<?>) {
      paths.add(before + "[*]" + missing);
    } else if (node instanceof Map<?, ?> object) {
      object.keySet().forEach(key -> paths.add(before + JsonPaths.step(key.toString()) + after));
      if (siblings != null) {
        siblings.forEach(key -> paths.add(before + JsonPaths.step(key) + after));
      }
    }
    return paths;
  }

  private static @Nullable Object first(@Nullable Object node) {
    return switch (node) {
      case List<?> list when !list.isEmpty() -> list.getFirst();
      case Map<?, ?> object when !object.isEmpty() -> object.values().iterator().next();
      case null, default -> null;
    };
  }
}
