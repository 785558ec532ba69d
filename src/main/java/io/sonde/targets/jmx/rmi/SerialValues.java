package io.sonde.targets.jmx.rmi;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Makes values of the objects that metrics can be made of: numbers, truths, times, names, and the
 * data that a path can go into. Everything else stays an object that is only named.
 *
 * <p>Keys of maps are texts here, so nothing that was sent is ever hashed or compared but texts,
 * and the work is proportional to the bytes. Stateless.
 *
 * <p>Source: the serialized forms in the documentation of the classes, which do not change.
 */
final class SerialValues {
  /** Maps that write their keys and values in turns. */
  private static final Set<String> MAPS =
      Set.of("java.util.HashMap", "java.util.TreeMap", "java.util.Hashtable", "java.util.EnumMap");

  /** Maps that do so too, and end by a key that is null. */
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
  private static final int DURATION = 1;
  private static final int INSTANT = 2;

  private SerialValues() {}

  /** The value that an object stands for; the object itself when there is none. */
  static Object of(SerialObject object) {
    try {
      for (SerialType type = object.type(); type != null; type = type.parent()) {
        Object value = of(object, type.name());
        if (value != null) {
          return value;
        }
      }
    } catch (ArithmeticException
        | IllegalArgumentException
        | java.time.DateTimeException
        | IOException
        | MalformedObjectNameException _) {
      // it says that it is what it is not
    }
    return object;
  }

  private static @Nullable Object of(SerialObject object, String type)
      throws IOException, MalformedObjectNameException {
    return switch (type) {
      case "java.lang.Boolean",
          "java.lang.Character",
          "java.lang.Byte",
          "java.lang.Short",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Float",
          "java.lang.Double",
          "java.util.concurrent.atomic.AtomicInteger",
          "java.util.concurrent.atomic.AtomicLong",
          "java.util.concurrent.atomic.LongAdder$SerializationProxy",
          "java.util.concurrent.atomic.DoubleAdder$SerializationProxy" ->
          primitive(object.field("value"));
      case "java.util.concurrent.atomic.AtomicBoolean" ->
          object.field("value") instanceof Integer truth ? truth != 0 : null;
      case "java.math.BigInteger" -> bigInteger(object);
      case "java.math.BigDecimal" -> bigDecimal(object);
      case "java.util.Date" -> date(object);
      case "java.time.Ser" -> time(object);
      case "javax.management.ObjectName" ->
          first(object, type) instanceof String name ? new ObjectName(name) : null;
      case "javax.management.openmbean.CompositeDataSupport" ->
          object.field("contents") instanceof SerialData contents
              ? contents.as(SerialData.Kind.COMPOSITE)
              : null;
      case "javax.management.openmbean.TabularDataSupport" -> table(object);
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

  private static @Nullable Object primitive(@Nullable Object value) {
    return value instanceof Number || value instanceof Boolean || value instanceof Character
        ? value
        : null;
  }

  private static @Nullable Object bigInteger(SerialObject object) {
    return object.field("signum") instanceof Integer sign
            && object.field("magnitude") instanceof SerialData.Bytes magnitude
        ? magnitude.number(sign)
        : null;
  }

  private static @Nullable Object bigDecimal(SerialObject object) {
    return object.field("intVal") instanceof BigInteger digits
            && object.field("scale") instanceof Integer scale
        ? new BigDecimal(digits, scale)
        : null;
  }

  /** One of {@code java.sql.Timestamp} has its nanoseconds beside the seconds. */
  private static @Nullable Object date(SerialObject object) throws IOException {
    if (!(first(object, "java.util.Date") instanceof byte[] block)) {
      return null;
    }
    Instant time = Instant.ofEpochMilli(data(block).readLong());
    return object.field("nanos") instanceof Integer nanos ? time.plusNanos(nanos) : time;
  }

  private static @Nullable Object time(SerialObject object) throws IOException {
    if (!(first(object, "java.time.Ser") instanceof byte[] block)) {
      return null;
    }
    DataInputStream in = data(block);
    return switch (in.readByte()) {
      case DURATION -> Duration.ofSeconds(in.readLong(), in.readInt());
      case INSTANT -> Instant.ofEpochSecond(in.readLong(), in.readInt());
      default -> null;
    };
  }

  /** A table with the index {@code key} was a map. */
  private static @Nullable Object table(SerialObject object) {
    if (!(object.field("dataMap") instanceof SerialData rows)) {
      return null;
    }
    boolean entries =
        object.field("tabularType") instanceof SerialObject type
            && type.field("indexNames") instanceof SerialData index
            && index.elements().equals(List.of("key"));
    return rows.as(entries ? SerialData.Kind.ENTRIES : SerialData.Kind.TABLE);
  }

  /** What {@code List.of}, {@code Set.of} and {@code Map.of} give. */
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

  private static @Nullable Object first(SerialObject object, String type) {
    List<@Nullable Object> written = object.written(type);
    return written.isEmpty() ? null : written.getFirst();
  }

  /** The members that a class wrote: after the size, where it wrote one, and a comparator. */
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

  private static DataInputStream data(byte[] block) {
    return new DataInputStream(new ByteArrayInputStream(block));
  }
}
