package io.sonde.targets.jmx.rmi;

import io.sonde.targets.jmx.rmi.SerialObject.Part;
import io.sonde.targets.jmx.rmi.SerialType.Field;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.ObjectStreamConstants;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Java serialization has written, as data: no class is loaded, no object of the server's
 * choice is made, and no code of a class runs. So the work is proportional to the bytes, and so is
 * the memory, which is asked for before it is used.
 *
 * <p>Not thread-safe. Source: Java Object Serialization Specification, chapter 6.
 */
final class SerialReader implements ObjectStreamConstants {
  private static final int MAX_DEPTH = 100;
  private static final int LONGEST_NAME = 1_000;
  private static final int LONGEST_BYTES = 64;
  private static final int CHUNK = 64 << 10;
  private static final Object END = new Object();

  private final DataInputStream in;
  private final RmiMemory memory;
  private final List<@Nullable Object> handles = new ArrayList<>();
  private int depth;

  SerialReader(DataInputStream in, RmiMemory memory) throws IOException {
    this.in = in;
    this.memory = memory;
    if (in.readShort() != STREAM_MAGIC || in.readShort() != STREAM_VERSION) {
      throw malformed("no serialized objects");
    }
  }

  /** Primitive values that were written together. */
  byte[] block() throws IOException {
    if (content() instanceof byte[] block) {
      return block;
    }
    throw malformed("an object where a value is due");
  }

  /**
   * The next object.
   *
   * @return null, a text, a number, a truth, a time, an {@link ObjectName}, or data
   * @throws Aborted when the other side failed to write it
   */
  @Nullable Object object() throws IOException {
    Object object = content();
    if (object instanceof byte[] || object == END) {
      throw malformed("a value where an object is due");
    }
    return object;
  }

  /** An object, a {@code byte[]} for primitive values, or the end of what a class wrote. */
  private @Nullable Object content() throws IOException {
    if (++depth > MAX_DEPTH) {
      throw RmiInput.tooLarge("an answer that is nested more than " + MAX_DEPTH + " deep");
    }
    memory.use(16);
    byte code = in.readByte();
    Object content =
        switch (code) {
          case TC_NULL -> null;
          case TC_REFERENCE -> reference();
          case TC_OBJECT -> instance();
          case TC_STRING -> known(text(in.readUnsignedShort()));
          case TC_LONGSTRING -> known(text(in.readLong()));
          case TC_ARRAY -> array();
          case TC_ENUM -> constant();
          case TC_CLASS -> known(SerialData.type(type()));
          case TC_CLASSDESC -> SerialData.type(description());
          case TC_PROXYCLASSDESC -> SerialData.type(proxy());
          case TC_BLOCKDATA -> bytes(in.readUnsignedByte());
          case TC_BLOCKDATALONG -> bytes(in.readInt());
          case TC_ENDBLOCKDATA -> END;
          case TC_RESET -> afterReset();
          case TC_EXCEPTION -> throw aborted();
          default -> throw malformed("the code " + code);
        };
    depth--;
    return content;
  }

  private @Nullable Object afterReset() throws IOException {
    if (depth > 1) {
      throw malformed("a reset within an object");
    }
    handles.clear();
    return content();
  }

  private Aborted aborted() throws IOException {
    handles.clear();
    Object thrown = object();
    String what = thrown instanceof SerialObject object ? object.type().name() : "an exception";
    String message = SerialThrowable.message(thrown);
    return new Aborted(
        "the server cannot send it: " + what + (message == null ? "" : ": " + message));
  }

  // Handles.

  private int reserve() throws IOException {
    memory.use(12);
    handles.add(END);
    return handles.size() - 1;
  }

  private <T> T known(T object) throws IOException {
    handles.set(reserve(), object);
    return object;
  }

  private @Nullable Object reference() throws IOException {
    int handle = in.readInt() - baseWireHandle;
    if (handle < 0 || handle >= handles.size() || handles.get(handle) == END) {
      throw malformed("a reference to nothing");
    }
    Object object = handles.get(handle);
    return object instanceof SerialType type ? SerialData.type(type) : object;
  }

  // Classes.

  private SerialType type() throws IOException {
    SerialType type = typeOrNull();
    if (type == null) {
      throw malformed("an object without a class");
    }
    return type;
  }

  private @Nullable SerialType typeOrNull() throws IOException {
    byte code = in.readByte();
    return switch (code) {
      case TC_NULL -> null;
      case TC_CLASSDESC -> description();
      case TC_PROXYCLASSDESC -> proxy();
      case TC_REFERENCE -> {
        int handle = in.readInt() - baseWireHandle;
        if (handle >= 0
            && handle < handles.size()
            && handles.get(handle) instanceof SerialType type) {
          yield type;
        }
        throw malformed("a class that was not described");
      }
      default -> throw malformed("the code " + code + " where a class is due");
    };
  }

  private SerialType description() throws IOException {
    if (++depth > MAX_DEPTH) {
      throw RmiInput.tooLarge("a class with more than " + MAX_DEPTH + " superclasses");
    }
    String name = name();
    in.readLong(); // the version of the class
    int handle = reserve();
    int flags = in.readUnsignedByte();
    int count = in.readUnsignedShort();
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      memory.use(48);
      char type = (char) in.readByte();
      fields.add(new Field(type, name()));
      if (type == '[' || type == 'L') {
        object(); // the descriptor of its type
      }
    }
    toTheEnd();
    var type = new SerialType(name, flags, fields, typeOrNull());
    handles.set(handle, type);
    depth--;
    return type;
  }

  private SerialType proxy() throws IOException {
    if (++depth > MAX_DEPTH) {
      throw RmiInput.tooLarge("a class with more than " + MAX_DEPTH + " superclasses");
    }
    int handle = reserve();
    int count = in.readInt();
    StringBuilder interfaces = new StringBuilder("proxy of ");
    for (int i = 0; i < count; i++) {
      interfaces.append(i == 0 ? "" : ", ").append(name());
      if (interfaces.length() > LONGEST_NAME) {
        throw malformed("a proxy of too many interfaces");
      }
    }
    toTheEnd();
    var type = new SerialType(interfaces.toString(), 0, List.of(), typeOrNull());
    handles.set(handle, type);
    depth--;
    return type;
  }

  /** A name of a class or a field, which many objects may share: it is short. */
  private String name() throws IOException {
    int length = in.readUnsignedShort();
    if (length > LONGEST_NAME) {
      throw malformed("a name of " + length + " bytes");
    }
    return text(length);
  }

  // Objects.

  private Object instance() throws IOException {
    SerialType type = type();
    int handle = reserve();
    memory.use(64);
    var object = new SerialObject(type);
    handles.set(handle, object);
    if (type.has(SerialType.EXTERNALIZABLE)) {
      if (!type.has(SerialType.BLOCK_DATA)) {
        throw malformed("an object of " + type.name() + " whose end cannot be told");
      }
      object.add(new Part(type, List.of(), written()));
    } else {
      parts(object, type);
    }
    Object value = SerialValues.of(object);
    if (value instanceof ObjectName name) {
      memory.use(200 + 2L * name.getCanonicalName().length());
    }
    handles.set(handle, value);
    return value;
  }

  /** What its classes sent, from the topmost on. */
  private void parts(SerialObject object, SerialType type) throws IOException {
    SerialType parent = type.parent();
    if (parent != null) {
      parts(object, parent);
    }
    @Nullable Object[] values = new Object[type.fields().size()];
    memory.use(16L * values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] = field(type.fields().get(i).type());
    }
    boolean writes = type.has(SerialType.SERIALIZABLE) && type.has(SerialType.WRITE_METHOD);
    if (writes || values.length > 0) {
      memory.use(48);
      object.add(new Part(type, Arrays.asList(values), writes ? written() : List.of()));
    }
  }

  private @Nullable Object field(char type) throws IOException {
    return switch (type) {
      case 'B' -> in.readByte();
      case 'C' -> in.readChar();
      case 'D' -> in.readDouble();
      case 'F' -> in.readFloat();
      case 'I' -> in.readInt();
      case 'J' -> in.readLong();
      case 'S' -> in.readShort();
      case 'Z' -> in.readBoolean();
      case 'L', '[' -> object();
      default -> throw malformed("a field of the type " + type);
    };
  }

  private List<@Nullable Object> written() throws IOException {
    List<@Nullable Object> written = new ArrayList<>(2);
    for (Object content = content(); content != END; content = content()) {
      written.add(content);
    }
    return written;
  }

  /** Skips what is written with the description of a class: where it could be loaded from. */
  private void toTheEnd() throws IOException {
    Object content;
    do {
      content = content();
    } while (content != END);
  }

  private String constant() throws IOException {
    type();
    int handle = reserve();
    if (object() instanceof String name) {
      handles.set(handle, name);
      return name;
    }
    throw malformed("a constant without a name");
  }

  /** Elements are read one by one, so that no array is larger than what has come. */
  private Object array() throws IOException {
    SerialType type = type();
    int handle = reserve();
    memory.use(64);
    int length = in.readInt();
    char element = type.name().length() > 1 ? type.name().charAt(1) : ' ';
    int width = width(element);
    memory.check(length);
    if (type.name().isEmpty() || type.name().charAt(0) != '[') {
      throw malformed("an array of the type " + type.name());
    }
    if (width == 0) {
      SerialData array = SerialData.array(type);
      handles.set(handle, array);
      for (int i = 0; i < length; i++) {
        array.add(object());
      }
      return array;
    }
    Object array;
    if (element == 'B' && length <= LONGEST_BYTES) {
      array = new SerialData.Bytes(bytes(length));
    } else {
      in.skipNBytes((long) length * width);
      array = SerialData.primitives(type);
    }
    handles.set(handle, array);
    return array;
  }

  private static int width(char type) throws IOException {
    return switch (type) {
      case 'B', 'Z' -> 1;
      case 'C', 'S' -> 2;
      case 'F', 'I' -> 4;
      case 'D', 'J' -> 8;
      case 'L', '[' -> 0;
      default -> throw malformed("an array of the type " + type);
    };
  }

  // Bytes.

  /** Memory is asked for as the bytes come: a length alone takes none. */
  private byte[] bytes(long length) throws IOException {
    memory.check(length);
    memory.use(24);
    byte[] bytes = new byte[(int) Math.min(length, CHUNK)];
    int come = 0;
    while (true) {
      memory.use(bytes.length - come);
      in.readFully(bytes, come, bytes.length - come);
      come = bytes.length;
      if (come == length) {
        return bytes;
      }
      memory.use(come); // both are there while one is copied
      bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * come));
      memory.give(come);
    }
  }

  /** Modified UTF-8: a null has two bytes, a supplementary character six. */
  private String text(long length) throws IOException {
    byte[] bytes = bytes(length);
    memory.use(40 + 2L * bytes.length);
    boolean plain = true;
    for (byte each : bytes) {
      plain &= each > 0;
    }
    String text = plain ? new String(bytes, StandardCharsets.US_ASCII) : ModifiedUtf8.decode(bytes);
    memory.give(24L + bytes.length);
    return text;
  }

  private static StreamCorruptedException malformed(String found) {
    return new StreamCorruptedException("expected what Java serialization writes, found " + found);
  }

  /** The other side failed in the middle of its answer; says why. */
  static final class Aborted extends IOException {
    private static final long serialVersionUID = 1L;

    Aborted(String message) {
      super(message);
    }
  }
}
