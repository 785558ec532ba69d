package io.sonde.targets.jmx.rmi;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Structured data of a server, with named items, with elements, or with neither. It has no {@code
 * equals}, since data may contain itself.
 *
 * <p>A few bytes of an answer can refer to the content of another object, so the content is shared
 * and never copied.
 */
final class SerialData implements RmiSession.Data {
  private static final int LONGEST = 500;

  private final Kind kind;
  private final String type;
  private final Map<String, @Nullable Object> items;
  private final List<@Nullable Object> elements;

  private SerialData(
      Kind kind,
      String type,
      Map<String, @Nullable Object> items,
      List<@Nullable Object> elements) {
    this.kind = kind;
    this.type = type;
    this.items = items;
    this.elements = elements;
  }

  /**
   * @param entries keys and values alternately
   */
  static SerialData map(List<@Nullable Object> entries) {
    Map<String, @Nullable Object> items = new LinkedHashMap<>();
    for (int i = 0; i + 1 < entries.size(); i += 2) {
      items.put(SerialText.of(entries.get(i)), entries.get(i + 1));
    }
    return new SerialData(Kind.MAP, "", items, List.of());
  }

  /** Data of another kind with the same items. */
  SerialData as(Kind other) {
    return new SerialData(other, "", items, List.of());
  }

  static SerialData collection(List<@Nullable Object> elements) {
    return new SerialData(Kind.COLLECTION, "", Map.of(), elements);
  }

  /** An array of objects that will be {@linkplain #add added}. */
  static SerialData array(SerialType type) {
    return new SerialData(Kind.ARRAY, type.text(), Map.of(), new ArrayList<>());
  }

  /** An array of primitive values, which are not kept. */
  static SerialData primitives(SerialType type) {
    return new SerialData(Kind.ARRAY, type.text(), Map.of(), List.of());
  }

  /** A class, or the description of one, which some objects refer to. */
  static SerialData type(SerialType type) {
    return new SerialData(Kind.CLASS, type.text(), Map.of(), List.of());
  }

  void add(@Nullable Object element) {
    elements.add(element);
  }

  boolean is(Kind expected) {
    return kind == expected;
  }

  /** The elements of a collection or an array of objects; empty for other data. */
  List<@Nullable Object> elements() {
    return Collections.unmodifiableList(elements);
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(items.keySet());
  }

  @Override
  public @Nullable Object item(String name) {
    Object item = items.get(name);
    return kind == Kind.ENTRIES
            && item instanceof SerialData entry
            && entry.is(Kind.COMPOSITE)
            && entry.items.keySet().equals(Set.of("key", "value"))
        ? entry.items.get("value")
        : item;
  }

  @Override
  public String what() {
    return switch (kind) {
      case COMPOSITE -> "composite data with the items " + joined();
      case TABLE, ENTRIES -> "a table with " + items.size() + " rows";
      case MAP -> "a map with " + items.size() + " entries";
      case COLLECTION -> "a collection of " + elements.size();
      case ARRAY -> "an array (" + type + ")";
      case CLASS -> "the class " + type;
    };
  }

  private String joined() {
    StringBuilder joined = new StringBuilder();
    for (String name : items.keySet()) {
      if (joined.length() + name.length() > LONGEST) {
        return joined.append(", …").toString();
      }
      joined.append(joined.isEmpty() ? "" : ", ").append(name);
    }
    return joined.toString();
  }

  /** A short array of bytes, such as the digits of a number. */
  static final class Bytes implements RmiSession.Data {
    private final byte[] bytes;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    /** The number with these digits. */
    BigInteger number(int sign) {
      return new BigInteger(sign, bytes);
    }

    @Override
    public String what() {
      return "an array (byte[])";
    }
  }

  /** The sorts of data. */
  enum Kind {
    COMPOSITE,
    TABLE,
    /** A table that represents a map: a row is replaced by its value. */
    ENTRIES,
    MAP,
    COLLECTION,
    ARRAY,
    CLASS
  }
}
