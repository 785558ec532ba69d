package io.sonde.targets.jmx.rmi;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Converts objects to values: numbers, booleans, times, names, and data with items. Any other
 * object stays a {@link SerialObject}, of which only the type is shown.
 *
 * <p>Keys of maps are converted to texts, so only texts are hashed and compared, and the time is
 * proportional to the number of bytes. Stateless.
 *
 * <p>Source: the serialized forms in the documentation of the classes, which do not change.
 */
final class SerialValues {
  private static final int DURATION = 1;
  private static final int INSTANT = 2;

  private SerialValues() {}

  /** The value of an object; the object itself when it has none. */
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
        | DateTimeException
        | IOException
        | MalformedObjectNameException _) {
      // its data does not match its type
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
      default -> SerialCollections.of(object, type);
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

  /** {@code java.sql.Timestamp} has its nanoseconds in a field of their own. */
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

  /** A table with the index {@code key} represents a map. */
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

  private static @Nullable Object first(SerialObject object, String type) {
    List<@Nullable Object> written = object.written(type);
    return written.isEmpty() ? null : written.getFirst();
  }

  private static DataInputStream data(byte[] block) {
    return new DataInputStream(new ByteArrayInputStream(block));
  }
}
