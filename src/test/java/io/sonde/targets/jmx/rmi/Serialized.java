package io.sonde.targets.jmx.rmi;

import io.sonde.targets.Reading;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Serialized objects, as RMI writes them, and readers for them. */
final class Serialized {
  private Serialized() {}

  static SerialReader reader(byte[] bytes, RmiMemory memory) throws IOException {
    return new SerialReader(new DataInputStream(new ByteArrayInputStream(bytes)), memory);
  }

  static RmiMemory memory() {
    return new RmiMemory(Reading.within(Duration.ofMinutes(1)), 1L << 30);
  }

  /** As RMI writes it: with a place to load the class from. */
  static byte[] bytes(@Nullable Object object) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = out(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  static ObjectOutputStream out(ByteArrayOutputStream bytes) throws IOException {
    return new ObjectOutputStream(bytes) {
      @Override
      protected void annotateClass(Class<?> type) throws IOException {
        writeObject("http://127.0.0.1:1/evil.jar");
      }

      @Override
      protected void annotateProxyClass(Class<?> type) throws IOException {
        writeObject(null);
      }
    };
  }
}
