package io.sonde.targets.jmx.rmi;

import io.sonde.targets.jmx.rmi.SerialType.Field;
import java.io.IOException;
import java.io.ObjectStreamConstants;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the descriptions of classes. Not thread-safe. */
final class SerialTypes implements ObjectStreamConstants {
  private static final int LONGEST_NAME = 1_000;

  private final SerialReader reader;
  private final SerialInput input;
  private final SerialHandles handles;

  SerialTypes(SerialReader reader, SerialInput input, SerialHandles handles) {
    this.reader = reader;
    this.input = input;
    this.handles = handles;
  }

  SerialType type() throws IOException {
    SerialType type = typeOrNull();
    if (type == null) {
      throw SerialInput.malformed("an object without a class");
    }
    return type;
  }

  private @Nullable SerialType typeOrNull() throws IOException {
    byte code = input.data().readByte();
    return switch (code) {
      case TC_NULL -> null;
      case TC_CLASSDESC -> description();
      case TC_PROXYCLASSDESC -> proxy();
      case TC_REFERENCE -> handles.type(input.data().readInt());
      default -> throw SerialInput.malformed("the code " + code + " instead of a class");
    };
  }

  SerialType description() throws IOException {
    reader.enter();
    String name = input.name();
    input.data().readLong(); // serialVersionUID
    int handle = handles.reserve();
    int flags = input.data().readUnsignedByte();
    int count = input.data().readUnsignedShort();
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      input.memory().use(48);
      char type = (char) input.data().readByte();
      fields.add(new Field(type, input.name()));
      if (type == '[' || type == 'L') {
        reader.object(); // the descriptor of its type
      }
    }
    toTheEnd();
    var type = new SerialType(name, flags, fields, typeOrNull());
    handles.set(handle, type);
    reader.leave();
    return type;
  }

  SerialType proxy() throws IOException {
    reader.enter();
    int handle = handles.reserve();
    int count = input.data().readInt();
    StringBuilder interfaces = new StringBuilder("proxy of ");
    for (int i = 0; i < count; i++) {
      interfaces.append(i == 0 ? "" : ", ").append(input.name());
      if (interfaces.length() > LONGEST_NAME) {
        throw SerialInput.malformed("a proxy of too many interfaces");
      }
    }
    toTheEnd();
    var type = new SerialType(interfaces.toString(), 0, List.of(), typeOrNull());
    handles.set(handle, type);
    reader.leave();
    return type;
  }

  /**
   * Skips the annotation of a class description: the location from which the class could be loaded.
   */
  @SuppressWarnings("ReferenceEquality") // the end mark is one object
  private void toTheEnd() throws IOException {
    Object content;
    do {
      content = reader.content();
    } while (content != SerialReader.END);
  }
}
