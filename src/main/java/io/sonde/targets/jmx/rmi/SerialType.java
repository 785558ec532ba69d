package io.sonde.targets.jmx.rmi;

import java.io.StreamCorruptedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The description of a class, which precedes its first object. The class itself is never loaded.
 * Immutable.
 *
 * @param name as {@link Class#getName()} writes it; of a dynamic proxy, its interfaces
 * @param flags how its objects are written
 * @param fields of this class alone, in the order in which their values are sent
 * @param parent the superclass if it is serializable, otherwise null
 */
record SerialType(String name, int flags, List<Field> fields, @Nullable SerialType parent) {
  static final int WRITE_METHOD = 1;
  static final int SERIALIZABLE = 2;
  static final int EXTERNALIZABLE = 4;
  static final int BLOCK_DATA = 8;

  SerialType {
    fields = List.copyOf(fields);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** True when it is the class of that name, or a subclass of it. */
  boolean is(String ancestor) {
    for (SerialType type = this; type != null; type = type.parent) {
      if (type.name.equals(ancestor)) {
        return true;
      }
    }
    return false;
  }

  /**
   * How many bytes an element of this type of array takes; 0 for objects.
   *
   * @throws StreamCorruptedException when it is not an array
   */
  int elementWidth() throws StreamCorruptedException {
    if (name.length() < 2 || name.charAt(0) != '[') {
      throw SerialInput.malformed("an array of the type " + name);
    }
    return switch (name.charAt(1)) {
      case 'B', 'Z' -> 1;
      case 'C', 'S' -> 2;
      case 'F', 'I' -> 4;
      case 'D', 'J' -> 8;
      case 'L', '[' -> 0;
      default -> throw SerialInput.malformed("an array of the type " + name);
    };
  }

  /** The name in Java's syntax: {@code long[]} instead of {@code [J}. */
  String text() {
    int dimensions = name.lastIndexOf('[') + 1;
    if (dimensions == 0) {
      return name;
    }
    String element =
        switch (name.substring(dimensions)) {
          case "B" -> "byte";
          case "C" -> "char";
          case "D" -> "double";
          case "F" -> "float";
          case "I" -> "int";
          case "J" -> "long";
          case "S" -> "short";
          case "Z" -> "boolean";
          case String type when type.startsWith("L") && type.endsWith(";") ->
              type.substring(1, type.length() - 1);
          case String type -> type;
        };
    return element + "[]".repeat(dimensions);
  }

  /**
   * A field.
   *
   * @param type the first letter of its descriptor: {@code J} for long, {@code L} for an object
   */
  record Field(char type, String name) {}
}
