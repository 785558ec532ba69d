package io.sonde.targets.jmx.rmi;

import io.sonde.targets.Reading;
import io.sonde.targets.jmx.MBeanFailure;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.rmi.server.ObjID;
import java.rmi.server.UID;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a JVM that speaks RMI, for one call after the other.
 *
 * <p>The JVM's own RMI is not used: it takes TLS from system properties only, has no timeouts of
 * its own, keeps threads for as long as the garbage collector likes, and its answers pass the
 * filter of the whole JVM alone. The protocol is small and has not changed since Java 1.2.
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

  private final RmiSockets sockets;
  private final Socket plain;
  private final String place;
  private final RmiInput received;
  private final DataInputStream in;
  private final OutputStream out;
  private final ByteArrayOutputStream request = new ByteArrayOutputStream(1024);

  private RmiStream(
      RmiSockets sockets, Socket plain, @Nullable RmiTls tls, String host, Reading reading)
      throws IOException {
    this.sockets = sockets;
    this.plain = plain;
    this.place = RmiSockets.place(host, plain.getPort());
    Socket socket = tls == null ? plain : tls.over(plain, host, reading);
    this.received = new RmiInput(socket.getInputStream(), plain, reading);
    this.in = new DataInputStream(new BufferedInputStream(received));
    this.out = socket.getOutputStream();
  }

  /** Connects and agrees on the protocol. */
  static RmiStream open(
      RmiSockets sockets, String host, int port, @Nullable RmiTls tls, Reading reading)
      throws IOException {
    Socket plain = sockets.connect(host, port, reading);
    String place = RmiSockets.place(host, port);
    try {
      var stream = new RmiStream(sockets, plain, tls, host, reading);
      stream.agree();
      return stream;
    } catch (IOException e) {
      sockets.close(plain);
      throw told(place, e);
    }
  }

  /**
   * Connects to where an object lives.
   *
   * @throws IOException also when that place wants TLS and there is none, or the other way round
   */
  static RmiStream open(
      RmiSockets sockets, RmiReference object, @Nullable RmiTls tls, Reading reading)
      throws IOException {
    if (object.tls() && tls == null) {
      throw new IOException(object.place() + ": wants TLS, and the target has no tls");
    }
    if (!object.tls() && tls != null) {
      throw new IOException(
          object.place() + ": wants no TLS, and the target has tls; no password was sent");
    }
    return open(sockets, object.host(), object.port(), tls, reading);
  }

  private void agree() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var hello = new DataOutputStream(bytes);
    hello.writeInt(MAGIC);
    hello.writeShort(VERSION);
    hello.writeByte(STREAM_PROTOCOL);
    bytes.writeTo(out);
    if (in.readByte() != PROTOCOL_ACK) {
      throw new IOException("answers, but does not speak RMI");
    }
    String seenAs = in.readUTF();
    in.readInt();
    bytes.reset();
    hello.writeUTF(seenAs);
    hello.writeInt(0);
    bytes.writeTo(out);
  }

  /** Begins another turn at it. */
  void until(Reading next) {
    received.until(next);
  }

  /** Says that the stub of an answer has arrived. */
  void acknowledge(UID answer) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var ack = new DataOutputStream(bytes);
    ack.writeByte(DGC_ACK);
    answer.write(ack);
    bytes.writeTo(out);
  }

  /**
   * Calls a method.
   *
   * @param operation the number of the method, or -1 when its hash says all
   * @param stub whether the answer is a stub; the stream takes no more calls then
   * @throws IOException when the connection failed, or the object does not exist there any more
   * @throws MBeanFailure when the other side threw something else, or sent what cannot be read here
   */
  <T extends @Nullable Object> T call(
      ObjID object, int operation, long hash, boolean stub, Arguments arguments, Result<T> result)
      throws IOException, MBeanFailure {
    Object thrown;
    try {
      send(object, operation, hash, arguments);
      if (in.readByte() != RETURN) {
        throw new IOException("answered what is no RMI");
      }
      RmiAnswer answer = stub ? RmiAnswer.stub(in) : RmiAnswer.values(in);
      byte kind = answer.readByte();
      UID id = UID.read(answer);
      if (kind == NORMAL_RETURN) {
        return result.read(answer, id);
      }
      thrown = answer.value();
    } catch (ObjectStreamException | ClassNotFoundException e) {
      close(); // nobody knows where this answer ends
      throw new MBeanFailure(e);
    } catch (IOException e) {
      close();
      throw told(place, e);
    }
    switch (thrown) {
      case IOException remote -> throw told(place, remote);
      case Throwable remote -> throw new MBeanFailure(remote);
      case null, default -> throw new IOException(place + ": answered what is no RMI");
    }
  }

  private void send(ObjID object, int operation, long hash, Arguments arguments)
      throws IOException {
    received.begin();
    request.reset();
    request.write(CALL);
    try (var call = new Call(request)) {
      object.write(call);
      call.writeInt(operation);
      call.writeLong(hash);
      arguments.write(call);
    }
    request.writeTo(out);
  }

  boolean closed() {
    return plain.isClosed();
  }

  @Override
  public void close() {
    sockets.close(plain);
  }

  /** A failure with the place in its message, of a kind that still tells what happened. */
  private static IOException told(String place, IOException e) {
    String message = place + ": " + e.getMessage();
    return switch (e) {
      case RmiInput.TooLarge _ -> new RmiInput.TooLarge(message);
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
    /**
     * Reads it.
     *
     * @param id names the answer, for {@link RmiStream#acknowledge}
     */
    T read(RmiAnswer answer, UID id) throws IOException, ClassNotFoundException;
  }

  /** Objects on their way to the other side: RMI wants to know where their classes can be had. */
  private static final class Call extends ObjectOutputStream {
    Call(OutputStream out) throws IOException {
      super(out);
    }

    @Override
    protected void annotateClass(Class<?> type) throws IOException {
      writeObject(null);
    }
  }
}
