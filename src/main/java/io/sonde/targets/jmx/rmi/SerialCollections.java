package io.sonde.targets.jmx.rmi;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The serialized forms of the maps and collections of the JDK. Stateless.
 *
 * <p>Source: the serialized forms in the documentation of the classes.
 */
final class SerialCollections {
  /** Maps that write keys and values alternately. */
  private static final Set<String> MAPS =
      Set.of("java.util.HashMap", "java.util.TreeMap", "java.util.Hashtable", "java.util.EnumMap");

  /** Maps that do so too, followed by a null key as the end. */
  private static final Set<String> CONCURRENT_MAPS =
      Set.of(
          "java.util.concurrent.ConcurrentHashMap", "java.util.concurrent.ConcurrentSkipListMap");

  /** Collections that write their elements one after the other. */
  private static final Set<String> COLLECTIONS =
      Set.of(
          "java.util.ArrayList",
          "java.util.LinkedList",
          "java.util.ArrayDeque",
          "java.util.HashSet",
          "java.util.TreeSet",
          "java.util.concurrent.CopyOnWriteArrayList");

  private static final int LIST = 1;
  private static final int SET = 2;
  private static final int MAP = 3;
  private static final int LIST_WITH_NULLS = 4;

  private SerialCollections() {}

  /** The object as data, if one of its classes is one of these; null otherwise. */
  static @Nullable Object of(SerialObject object, String type) {
    return switch (type) {
      case String map when MAPS.contains(map) -> SerialData.map(objects(object, map));
      case String map when CONCURRENT_MAPS.contains(map) ->
          SerialData.map(untilNull(objects(object, map)));
      case String items when COLLECTIONS.contains(items) ->
          SerialData.collection(objects(object, items));
      case "java.util.CollSer" -> immutable(object);
      case "java.util.Collections$UnmodifiableMap",
          "java.util.Collections$SynchronizedMap",
          "java.util.Collections$CheckedMap" ->
          object.field("m") instanceof SerialData map ? map : null;
      case "java.util.Collections$SingletonMap" ->
          SerialData.map(pair(object.field("k"), object.field("v")));
      case "java.util.Collections$EmptyMap" -> SerialData.map(List.of());
      case "java.util.Collections$UnmodifiableCollection",
          "java.util.Collections$SynchronizedCollection",
          "java.util.Collections$CheckedCollection" ->
          collection(object.field("c"));
      case "java.util.Arrays$ArrayList" -> collection(object.field("a"));
      case "java.util.Vector" -> vector(object);
      case "java.util.Collections$SingletonSet", "java.util.Collections$SingletonList" ->
          SerialData.collection(single(object.field("element")));
      case "java.util.Collections$EmptySet", "java.util.Collections$EmptyList" ->
          SerialData.collection(List.of());
      default -> null;
    };
  }

  /** The collections of {@code List.of}, {@code Set.of} and {@code Map.of}. */
  private static @Nullable Object immutable(SerialObject object) {
    List<@Nullable Object> elements = objects(object, "java.util.CollSer");
    return switch (object.field("tag")) {
      case Integer tag when (tag & 0xff) == MAP -> SerialData.map(elements);
      case Integer tag
          when (tag & 0xff) == LIST || (tag & 0xff) == SET || (tag & 0xff) == LIST_WITH_NULLS ->
          SerialData.collection(elements);
      case null, default -> null;
    };
  }

  private static @Nullable Object vector(SerialObject object) {
    return object.field("elementData") instanceof SerialData array
            && object.field("elementCount") instanceof Integer count
            && 0 <= count
            && count <= array.elements().size()
        ? SerialData.collection(array.elements().subList(0, count))
        : null;
  }

  private static @Nullable Object collection(@Nullable Object inner) {
    return inner instanceof SerialData data
            && (data.is(SerialData.Kind.COLLECTION) || data.is(SerialData.Kind.ARRAY))
        ? SerialData.collection(data.elements())
        : null;
  }

  /** The elements that a class wrote, without the size and the comparator before them. */
  private static List<@Nullable Object> objects(SerialObject object, String type) {
    List<@Nullable Object> objects = new ArrayList<>();
    boolean sized = false;
    for (Object written : object.written(type)) {
      if (!(written instanceof byte[])) {
        objects.add(written);
      } else if (!sized) {
        sized = true;
        objects.clear();
      }
    }
    return objects;
  }

  private static List<@Nullable Object> untilNull(List<@Nullable Object> entries) {
    int end = 0;
    while (end < entries.size() && entries.get(end) != null) {
      end += 2;
    }
    return entries.subList(0, Math.min(end, entries.size()));
  }

  private static List<@Nullable Object> single(@Nullable Object element) {
    List<@Nullable Object> single = new ArrayList<>(1);
    single.add(element);
    return single;
  }

  private static List<@Nullable Object> pair(@Nullable Object key, @Nullable Object value) {
    List<@Nullable Object> pair = new ArrayList<>(2);
    pair.add(key);
    pair.add(value);
    return pair;
  }
}
