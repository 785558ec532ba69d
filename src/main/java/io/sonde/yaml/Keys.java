package io.sonde.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The known keys of one sort of map. Immutable. */
final class Keys {
  /** A section has one bit for each key. */
  private static final int MOST = Long.SIZE;

  private final List<Key<?>> all;
  private final Map<String, Integer> places = new HashMap<>();

  Keys(List<Key<?>> all) {
    this.all = List.copyOf(all);
    for (Key<?> key : all) {
      if (places.put(key.name(), places.size()) != null) {
        throw new IllegalStateException("two keys " + key.name());
      }
    }
    if (all.size() > MOST) {
      throw new IllegalStateException("more than " + MOST + " keys in one map");
    }
  }

  /** These keys and those of the others whose names are not among them. */
  Keys and(List<Key<?>> more) {
    List<Key<?>> both = new ArrayList<>(all);
    more.stream().filter(key -> !places.containsKey(key.name())).forEach(both::add);
    return both.size() == all.size() ? this : new Keys(both);
  }

  List<Key<?>> all() {
    return all;
  }

  boolean contains(String name) {
    return places.containsKey(name);
  }

  /** The index of a name; -1 when it is not known. */
  int indexOf(String name) {
    return places.getOrDefault(name, -1);
  }

  /** True when this instance is one of the keys. */
  boolean describes(Key<?> key) {
    int index = indexOf(key.name());
    return index >= 0 && all.get(index).equals(key);
  }

  /** The names for a message, sorted. */
  String names() {
    return String.join(", ", new TreeSet<>(places.keySet()));
  }
}
