package io.sonde.targets.jmx.rmi;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.rmi.server.ObjID;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The address of a remote object, read from a stub. Immutable.
 *
 * @param host the host that the JVM of the object announces; it may be unreachable from here
 * @param address the address of the host; null when the name must be resolved
 * @param tls whether the JVM expects TLS
 */
record RmiReference(String host, @Nullable InetAddress address, int port, boolean tls, ObjID id) {
  private static final String TLS = "javax.rmi.ssl.SslRMIClientSocketFactory";

  /**
   * Reads a stub as data. A real stub object would connect through the RMI of this JVM, on its own
   * threads, without timeouts and without the TLS settings of the target.
   *
   * <p>Source: {@link java.rmi.server.RemoteObject}, serialized form.
   *
   * @throws InvalidObjectException when the data is not a stub
   */
  static RmiReference of(@Nullable Object stub) throws IOException {
    Object remote =
        stub instanceof SerialObject proxy && proxy.field("h") instanceof SerialObject handler
            ? handler
            : stub;
    if (!(remote instanceof SerialObject object)
        || !object.type().is("java.rmi.server.RemoteObject")) {
      throw new InvalidObjectException("expected a stub of RMI, found " + found(stub));
    }
    var bytes = new ByteArrayOutputStream();
    List<RmiSession.Data> factories = new ArrayList<>();
    for (Object part : object.written("java.rmi.server.RemoteObject")) {
      switch (part) {
        case byte[] block -> bytes.writeBytes(block);
        case RmiSession.Data factory -> factories.add(factory);
        case null, default -> throw expected();
      }
    }
    boolean tls = false;
    for (RmiSession.Data factory : factories) {
      if (!(factory instanceof SerialObject known) || !known.type().name().equals(TLS)) {
        throw new InvalidObjectException(
            "expected sockets of the JDK, found " + factory.what() + " to make them");
      }
      tls = true;
    }
    try {
      return read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), tls);
    } catch (EOFException e) {
      throw (IOException) expected().initCause(e);
    }
  }

  private static RmiReference read(DataInputStream in, boolean tls) throws IOException {
    String kind = in.readUTF();
    if (kind.equals("UnicastRef2")) {
      in.readByte(); // whether a socket factory follows the port
    } else if (!kind.equals("UnicastRef")) {
      throw new InvalidObjectException("expected a stub of RMI over TCP, found " + kind);
    }
    String host = in.readUTF();
    int port = in.readInt();
    if (port < 1 || port > 65_535) {
      throw expected();
    }
    return new RmiReference(
        host, null, port, tls, id(in.readLong(), in.readInt(), in.readLong(), in.readShort()));
  }

  private static ObjID id(long number, int unique, long time, short count) throws IOException {
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

  private static String found(@Nullable Object stub) {
    return switch (stub) {
      case null -> "null";
      case RmiSession.Data data -> data.what();
      default -> "a " + stub.getClass().getName();
    };
  }

  private static InvalidObjectException expected() {
    return new InvalidObjectException("expected a stub of RMI over TCP");
  }

  /** The same object at the host to which a connection was made. */
  RmiReference at(String otherHost, InetAddress otherAddress) {
    return new RmiReference(otherHost, otherAddress, port, tls, id);
  }

  /** The same object at the host of another reference. */
  RmiReference at(RmiReference other) {
    return new RmiReference(other.host, other.address, port, tls, id);
  }

  /** The address for messages. */
  String place() {
    return RmiSockets.place(host, port);
  }
}
