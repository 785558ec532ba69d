package io.sonde.targets.jmx.rmi;

import java.io.IOException;
import java.io.ObjectStreamConstants;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The objects and classes that were read so far, by the numbers that references to them use. */
final class SerialHandles {
  private static final Object INCOMPLETE = new Object();

  private final RmiMemory memory;
  private final List<Object> all = new ArrayList<>();

  SerialHandles(RmiMemory memory) {
    this.memory = memory;
  }

  /** Reserves the number of an object that is not complete yet and cannot be referred to. */
  int reserve() throws IOException {
    memory.use(12);
    all.add(INCOMPLETE);
    return all.size() - 1;
  }

  void set(int handle, Object object) {
    all.set(handle, object);
  }

  /** Gives a number to a complete object. */
  <T> T add(T object) throws IOException {
    set(reserve(), object);
    return object;
  }

  void clear() {
    all.clear();
  }

  /** The object with a number; a class as data. */
  Object object(int number) throws IOException {
    Object object = get(number);
    if (object == null || object == INCOMPLETE) {
      throw SerialInput.malformed("a reference to an unknown object");
    }
    return object instanceof SerialType type ? SerialData.type(type) : object;
  }

  /** The class with a number. */
  SerialType type(int number) throws IOException {
    if (get(number) instanceof SerialType type) {
      return type;
    }
    throw SerialInput.malformed("a class that was not described");
  }

  private @Nullable Object get(int number) {
    int handle = number - ObjectStreamConstants.baseWireHandle;
    return handle < 0 || handle >= all.size() ? null : all.get(handle);
  }
}
