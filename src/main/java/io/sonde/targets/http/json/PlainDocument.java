package io.sonde.targets.http.json;

import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives documents a constant as their text. json-path asks for the text of a document to compare
 * it, and the real text of a large document would take much memory.
 */
final class PlainDocument {
  private PlainDocument() {}

  /** The same document with a constant as its text. */
  static Object of(Object document) {
    return switch (document) {
      case Map<?, ?> map -> new PlainMap(map);
      case List<?> list -> new PlainList(list);
      default -> document;
    };
  }

  private static final class PlainMap extends AbstractMap<String, @Nullable Object> {
    private final Map<?, ?> map;

    PlainMap(Map<?, ?> map) {
      this.map = map;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Set<Entry<String, @Nullable Object>> entrySet() {
      return ((Map<String, @Nullable Object>) map).entrySet();
    }

    @Override
    public boolean containsKey(Object key) {
      return map.containsKey(key);
    }

    @Override
    public @Nullable Object get(Object key) {
      return map.get(key);
    }

    @Override
    public String toString() {
      return "an object";
    }
  }

  private static final class PlainList extends AbstractList<@Nullable Object> {
    private final List<?> list;

    PlainList(List<?> list) {
      this.list = list;
    }

    @Override
    public @Nullable Object get(int index) {
      return list.get(index);
    }

    @Override
    public int size() {
      return list.size();
    }

    @Override
    public String toString() {
      return "an array";
    }
  }
}
