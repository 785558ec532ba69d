package io.sonde.targets.jmx.rmi;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.rmi.server.ObjID;

/**
 * A remote object, as a stub tells of it. Immutable.
 *
 * @param host the host that the object's JVM announces, which need not be one that can be reached
 * @param tls whether the JVM wants TLS there
 */
record RmiReference(String host, int port, boolean tls, ObjID id) {
  /** The id that was read in parts. */
  static ObjID id(long number, int unique, long time, short count) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeLong(number);
      out.writeInt(unique);
      out.writeLong(time);
      out.writeShort(count);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return ObjID.read(in);
    }
  }

  /** As messages name the place. */
  String place() {
    return RmiSockets.place(host, port);
  }
}
