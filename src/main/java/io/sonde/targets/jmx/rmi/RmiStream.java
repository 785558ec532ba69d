package io.sonde.targets.jmx.rmi;

import io.sonde.targets.jmx.rmi.RmiSession.Thrown;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.NotSerializableException;
import java.io.ObjectOutput;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.rmi.server.ObjID;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One RMI connection to a JVM, for consecutive calls. The protocol is small and has not changed
 * since Java 1.2.
 *
 * <p>Source: Java RMI specification, chapter 10, and section 8 of it for methods by hash. Not
 * thread-safe; another thread may close the socket.
 */
final class RmiStream implements AutoCloseable {
  private static final int MAGIC = 0x4a524d49;
  private static final int VERSION = 2;
  private static final int STREAM_PROTOCOL = 0x4b;
  private static final int PROTOCOL_ACK = 0x4e;
  private static final int CALL = 0x50;
  private static final int RETURN = 0x51;
  private static final int DGC_ACK = 0x54;
  private static final int NORMAL_RETURN = 1;
  private static final int BUFFER = 16 << 10;

  private final RmiSockets sockets;
  private final Socket plain;
  private final String place;
  private final RmiInput received;
  private final DataInputStream in;
  private final OutputStream out;
  private final ByteArrayOutputStream request = new ByteArrayOutputStream(1024);
  private RmiConnection.ReadContext context;
  private byte[] head = {};

  private RmiStream(
      Socket plain, String host, @Nullable RmiTls tls, RmiConnection.ReadContext context)
      throws IOException {
    this.sockets = context.sockets();
    this.plain = plain;
    this.context = context;
    this.place = RmiSockets.place(host, plain.getPort());
    Socket socket = tls == null ? plain : tls.over(plain, context.reading());
    this.received =
        new RmiInput(socket.getInputStream(), plain, context.maxAnswer(), context.reading());
    this.in = new DataInputStream(new BufferedInputStream(received, BUFFER));
    this.out = socket.getOutputStream();
  }

  /** Connects and agrees on the protocol. */
  static RmiStream open(
      String host, int port, @Nullable RmiTls tls, RmiConnection.ReadContext context)
      throws IOException {
    return open(host, null, port, tls, context);
  }

  private static RmiStream open(
      String host,
      @Nullable InetAddress address,
      int port,
      @Nullable RmiTls tls,
      RmiConnection.ReadContext context)
      throws IOException {
    Socket plain = context.sockets().connect(host, address, port, context.reading());
    boolean agreed = false;
    try {
      var stream = new RmiStream(plain, host, tls, context);
      stream.agree();
      agreed = true;
      return stream;
    } catch (IOException e) {
      throw withPlace(RmiSockets.place(host, port), e);
    } finally {
      if (!agreed) {
        context.sockets().close(plain);
      }
    }
  }

  /**
   * Connects to the host and port of an object.
   *
   * @throws IOException also when only one side uses TLS
   */
  static RmiStream open(
      RmiReference object, @Nullable RmiTls tls, RmiConnection.ReadContext context)
      throws IOException {
    if (object.tls() && tls == null) {
      throw new IOException(object.place() + ": expects TLS, but the target has no tls");
    }
    if (!object.tls() && tls != null) {
      throw new IOException(
          object.place() + ": expects no TLS, but the target has tls; no password was sent");
    }
    return open(object.host(), object.address(), object.port(), tls, context);
  }

  private void agree() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var hello = new DataOutputStream(bytes);
    hello.writeInt(MAGIC);
    hello.writeShort(VERSION);
    hello.writeByte(STREAM_PROTOCOL);
    bytes.writeTo(out);
    if (in.readByte() != PROTOCOL_ACK) {
      throw new IOException("answers, but not with RMI");
    }
    String seenAs = in.readUTF();
    in.readInt();
    bytes.reset();
    hello.writeUTF(seenAs);
    hello.writeInt(0);
    bytes.writeTo(out);
  }

  /** Uses the connection for another read. */
  void nextRead(RmiConnection.ReadContext next) {
    context = next;
    received.nextRead(next.reading());
  }

  /** Acknowledges the stub of the last answer. */
  void acknowledge() throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.write(DGC_ACK);
    bytes.write(head, 1, head.length - 1); // the identifier of the answer follows its type
    bytes.writeTo(out);
  }

  /**
   * Calls a method. The connection is closed unless the answer was read completely.
   *
   * @param operation the number of the method, or -1 when it is identified by its hash
   * @throws IOException when the connection failed, or the object does not exist any more
   * @throws Thrown when the server answered with another exception
   */
  <T extends @Nullable Object> T call(
      ObjID object, int operation, long hash, Arguments arguments, Result<T> result)
      throws IOException, Thrown {
    boolean complete = false;
    try {
      send(object, operation, hash, arguments);
      if (in.readByte() != RETURN) {
        throw new IOException("the answer is not RMI");
      }
      T value;
      try (var _ = context.reading().parsing()) {
        value = read(result);
      }
      complete = true;
      return value;
    } catch (Thrown e) {
      complete = true;
      throw e;
    } catch (SerialReader.Aborted e) {
      throw new Thrown(List.of(NotSerializableException.class.getName()), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw withPlace(place, new InterruptedIOException("interrupted"));
    } catch (IOException e) {
      throw withPlace(place, e);
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  private <T extends @Nullable Object> T read(Result<T> result) throws IOException, Thrown {
    var answer = new SerialReader(in, context.memory());
    head = answer.block();
    if (head.length == 0) {
      throw new IOException("the answer is not RMI");
    }
    if (head[0] == NORMAL_RETURN) {
      return result.read(answer);
    }
    Object thrown = answer.object();
    if (SerialThrowable.isOfConnection(thrown)) {
      throw new IOException(SerialThrowable.message(thrown));
    }
    throw SerialThrowable.of(thrown);
  }

  private void send(ObjID object, int operation, long hash, Arguments arguments)
      throws IOException {
    received.begin();
    request.reset();
    request.write(CALL);
    try (var call = new RmiRequest(request)) {
      object.write(call);
      call.writeInt(operation);
      call.writeLong(hash);
      arguments.write(call);
    }
    request.writeTo(out);
  }

  /** The address of the other side. */
  InetAddress address() {
    return plain.getInetAddress();
  }

  boolean closed() {
    return plain.isClosed();
  }

  @Override
  public void close() {
    sockets.close(plain);
  }

  /** A failure of the same type with the address in its message. */
  private static IOException withPlace(String place, IOException e) {
    String message = place + ": " + e.getMessage();
    return switch (e) {
      case RmiInput.Limit limit -> limit.at(place);
      case SocketTimeoutException _ -> RmiSockets.timeout(place + ": no answer in time", e);
      case EOFException _ -> new IOException(place + ": closed the connection", e);
      case SSLException _ -> new SSLException(message, e);
      default -> new IOException(message, e);
    };
  }

  /** Writes the arguments of a call. */
  @FunctionalInterface
  interface Arguments {
    void write(ObjectOutput out) throws IOException;
  }

  /** Reads the result of a call. */
  @FunctionalInterface
  interface Result<T extends @Nullable Object> {
    T read(SerialReader answer) throws IOException;
  }
}
