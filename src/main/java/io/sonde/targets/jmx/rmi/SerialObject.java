package io.sonde.targets.jmx.rmi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object in its serialized form: the values of its fields and the additional data that its class
 * wrote. It is data, not an instance of that class. Objects may refer to themselves.
 *
 * <p>Filled by {@link SerialReader}, not changed afterwards.
 */
final class SerialObject implements RmiSession.Data {
  private final SerialType type;
  private final List<Part> parts = new ArrayList<>(1);

  SerialObject(SerialType type) {
    this.type = type;
  }

  SerialType type() {
    return type;
  }

  void add(Part part) {
    parts.add(part);
  }

  /**
   * The value of the field that the class, or the nearest superclass with such a field, declares.
   */
  @Nullable Object field(String name) {
    for (Part part : parts.reversed()) {
      for (int i = 0; i < part.values.size(); i++) {
        if (part.type.fields().get(i).name().equals(name)) {
          return part.values.get(i);
        }
      }
    }
    return null;
  }

  /** The additional data of a class: objects, and {@code byte[]} for primitive values. */
  List<@Nullable Object> written(String className) {
    for (Part part : parts) {
      if (part.type.name().equals(className)) {
        return part.written;
      }
    }
    return List.of();
  }

  @Override
  public String what() {
    return "a " + type.text();
  }

  /**
   * The data of one class of the object.
   *
   * @param values of its fields, in their order
   * @param written the additional data
   */
  record Part(SerialType type, List<@Nullable Object> values, List<@Nullable Object> written) {}
}
