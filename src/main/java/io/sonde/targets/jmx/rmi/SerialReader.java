package io.sonde.targets.jmx.rmi;

import io.sonde.targets.jmx.rmi.SerialObject.Part;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.ObjectStreamConstants;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Reads Java serialization as data: it loads no class, creates no instance of a class that the
 * server names, and runs no code of such a class. Time and memory are therefore proportional to the
 * number of bytes. Memory is requested before it is used.
 *
 * <p>Not thread-safe. Source: Java Object Serialization Specification, chapter 6.
 */
final class SerialReader implements ObjectStreamConstants {
  private static final int MAX_DEPTH = 100;
  private static final int LONGEST_BYTES = 64;

  /** The end of the data of a class. */
  static final Object END = new Object();

  private final SerialInput input;
  private final DataInputStream in;
  private final RmiMemory memory;
  private final SerialHandles handles;
  private final SerialTypes types;
  private int depth;

  SerialReader(DataInputStream in, RmiMemory memory) throws IOException {
    this.input = new SerialInput(in, memory);
    this.in = in;
    this.memory = memory;
    this.handles = new SerialHandles(memory);
    this.types = new SerialTypes(this, input, handles);
    if (in.readShort() != STREAM_MAGIC || in.readShort() != STREAM_VERSION) {
      throw SerialInput.malformed("no serialized objects");
    }
  }

  /** Primitive values that were written together. */
  byte[] block() throws IOException {
    if (content() instanceof byte[] block) {
      return block;
    }
    throw SerialInput.malformed("an object instead of a value");
  }

  /**
   * The next object.
   *
   * @return null, a text, a number, a boolean, a time, an {@link ObjectName}, or data
   * @throws Aborted when the other side failed to write it
   */
  @Nullable Object object() throws IOException {
    Object object = content();
    if (object instanceof byte[] || object == END) {
      throw SerialInput.malformed("a value instead of an object");
    }
    return object;
  }

  /** An object, a {@code byte[]} for primitive values, or the end of the data of a class. */
  @Nullable Object content() throws IOException {
    enter();
    memory.use(16);
    byte code = in.readByte();
    Object content =
        switch (code) {
          case TC_NULL -> null;
          case TC_REFERENCE -> handles.object(in.readInt());
          case TC_OBJECT -> instance();
          case TC_STRING -> handles.add(input.text(in.readUnsignedShort()));
          case TC_LONGSTRING -> handles.add(input.text(in.readLong()));
          case TC_ARRAY -> array();
          case TC_ENUM -> constant();
          case TC_CLASS -> handles.add(SerialData.type(types.type()));
          case TC_CLASSDESC -> SerialData.type(types.description());
          case TC_PROXYCLASSDESC -> SerialData.type(types.proxy());
          case TC_BLOCKDATA -> input.bytes(in.readUnsignedByte());
          case TC_BLOCKDATALONG -> input.bytes(in.readInt());
          case TC_ENDBLOCKDATA -> END;
          case TC_RESET -> afterReset();
          case TC_EXCEPTION -> throw aborted();
          default -> throw SerialInput.malformed("the code " + code);
        };
    leave();
    return content;
  }

  /** Begins an object that may contain others, and limits the depth. */
  void enter() throws IOException {
    if (++depth > MAX_DEPTH) {
      throw RmiInput.tooLarge("an answer that is nested more than " + MAX_DEPTH + " deep");
    }
  }

  void leave() {
    depth--;
  }

  private @Nullable Object afterReset() throws IOException {
    if (depth > 1) {
      throw SerialInput.malformed("a reset within an object");
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

  // Objects.

  private Object instance() throws IOException {
    SerialType type = types.type();
    int handle = handles.reserve();
    memory.use(64);
    var object = new SerialObject(type);
    handles.set(handle, object);
    if (type.has(SerialType.EXTERNALIZABLE)) {
      if (!type.has(SerialType.BLOCK_DATA)) {
        throw SerialInput.malformed("an object of " + type.name() + " whose end is unknown");
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

  /** The data of its classes, starting with the topmost superclass. */
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
      default -> throw SerialInput.malformed("a field of the type " + type);
    };
  }

  private List<@Nullable Object> written() throws IOException {
    List<@Nullable Object> written = new ArrayList<>(2);
    for (Object content = content(); content != END; content = content()) {
      written.add(content);
    }
    return written;
  }

  private String constant() throws IOException {
    types.type();
    int handle = handles.reserve();
    if (object() instanceof String name) {
      handles.set(handle, name);
      return name;
    }
    throw SerialInput.malformed("a constant without a name");
  }

  /** Elements are read one by one, so that no array is larger than the bytes that arrived. */
  private Object array() throws IOException {
    SerialType type = types.type();
    int handle = handles.reserve();
    memory.use(64);
    int length = in.readInt();
    int width = type.elementWidth();
    memory.check(length);
    if (width == 0) {
      SerialData array = SerialData.array(type);
      handles.set(handle, array);
      for (int i = 0; i < length; i++) {
        array.add(object());
      }
      return array;
    }
    Object array;
    if (type.name().equals("[B") && length <= LONGEST_BYTES) {
      array = new SerialData.Bytes(input.bytes(length));
    } else {
      in.skipNBytes((long) length * width);
      array = SerialData.primitives(type);
    }
    handles.set(handle, array);
    return array;
  }

  /** Thrown when the server failed in the middle of its answer; has the reason. */
  static final class Aborted extends IOException {
    private static final long serialVersionUID = 1L;

    Aborted(String message) {
      super(message);
    }
  }
}
