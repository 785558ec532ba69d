package io.sonde.targets.http.json;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The paths of a JSON document with the types and the number of their values; the elements of an
 * array have the same path.
 *
 * <pre>
 * $              object
 * $.nodes        array, 2 elements
 * $.nodes[*]     object, 2 times
 * $.nodes[*].up  boolean or null, 2 times
 * </pre>
 */
final class JsonOutline {
  private static final int MOST = 500;

  private final Map<String, Found> paths = new LinkedHashMap<>();

  private JsonOutline() {}

  /** The first {@value #MOST} paths, in the order of the document. */
  static Map<String, String> of(@Nullable Object document) {
    JsonOutline outline = new JsonOutline();
    outline.add("$", document);
    Map<String, String> words = new LinkedHashMap<>();
    outline.paths.forEach((path, found) -> words.put(path, found.words()));
    return words;
  }

  private void add(String path, @Nullable Object value) {
    Found found = paths.get(path);
    if (found == null) {
      if (paths.size() >= MOST) {
        return;
      }
      found = new Found();
      paths.put(path, found);
    }
    found.count++;
    switch (value) {
      case Map<?, ?> map -> {
        found.types.add("object");
        map.forEach((key, inner) -> add(path + JsonPaths.step(String.valueOf(key)), inner));
      }
      case Iterable<?> list -> {
        found.types.add("array");
        for (Object element : list) {
          found.elements++;
          add(path + "[*]", element);
        }
      }
      case null -> found.types.add("null");
      case Boolean _ -> found.types.add("boolean");
      case Number _ -> found.types.add("number");
      default -> found.types.add("text");
    }
  }

  private static final class Found {
    /** Sorted, with "null" last. */
    final Set<String> types =
        new TreeSet<>((a, b) ->
            a.equals("null") || b.equals("null")
                ? Boolean.compare(a.equals("null"), b.equals("null"))
                : a.compareTo(b));

    long count;
    long elements;

    String words() {
      String all = types.stream().collect(Collectors.joining(" or "));
      return all
          + (types.contains("array")
              ? ", " + elements + (elements == 1 ? " element" : " elements")
              : "")
          + (count == 1 ? "" : ", " + count + " times");
    }
  }
}
