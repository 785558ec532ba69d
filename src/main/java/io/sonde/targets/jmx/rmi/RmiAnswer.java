package io.sonde.targets.jmx.rmi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.rmi.server.ObjID;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The objects of an answer over RMI.
 *
 * <p>A server may send any object: {@link RmiFilter} says which are taken. Code is never loaded
 * from elsewhere.
 *
 * <p>Not thread-safe.
 */
final class RmiAnswer extends ObjectInputStream {
  private final boolean annotated;
  private final boolean stub;
  private final RmiFilter filter;
  private boolean describing;
  private boolean tls;
  private @Nullable List<Object> parts;

  private RmiAnswer(InputStream in, boolean annotated, boolean stub) throws IOException {
    super(in);
    this.annotated = annotated;
    this.stub = stub;
    this.filter = new RmiFilter(stub);
    setObjectInputFilter(filter);
    enableResolveObject(stub);
  }

  /** An answer with values. */
  static RmiAnswer values(InputStream in) throws IOException {
    return new RmiAnswer(in, true, false);
  }

  /** An answer with a stub, for {@link #reference}. */
  static RmiAnswer stub(InputStream in) throws IOException {
    return new RmiAnswer(in, true, true);
  }

  /** The remote object of a serialized stub in Base64. */
  static RmiReference reference(String base64) throws IOException, ClassNotFoundException {
    byte[] bytes = Base64.getDecoder().decode(base64);
    try (var answer = new RmiAnswer(new ByteArrayInputStream(bytes), false, true)) {
      return answer.reference();
    }
  }

  /** The next object. */
  @Nullable Object value() throws IOException, ClassNotFoundException {
    try {
      return readObject();
    } catch (InvalidClassException e) {
      String why = filter.why();
      if (why == null) {
        throw e;
      }
      var named = new InvalidClassException(why);
      named.initCause(e);
      throw named;
    } catch (RuntimeException e) {
      var invalid = new InvalidObjectException("an object is not valid: " + e);
      invalid.initCause(e);
      throw invalid;
    }
  }

  /**
   * The remote object of the stub that comes next. The stub itself is not made: that would have the
   * JVM's RMI connect to it on threads of its own, with neither timeouts nor this target's TLS. So
   * nothing can be read after it.
   */
  RmiReference reference() throws IOException, ClassNotFoundException {
    Object other;
    try {
      other = value();
    } catch (Complete complete) {
      return complete.reference;
    }
    throw new InvalidObjectException(
        "expected a stub of RMI, found " + (other == null ? "null" : other.getClass().getName()));
  }

  // What RemoteObject reads of a stub is kept. Source: java.rmi.server.RemoteObject, serialized
  // form.

  @Override
  public String readUTF() throws IOException {
    String text = super.readUTF();
    if (stub && !describing && parts == null) {
      if (!text.equals("UnicastRef") && !text.equals("UnicastRef2")) {
        throw new InvalidObjectException("expected a stub of RMI over TCP, found " + text);
      }
      parts = new ArrayList<>();
    } else {
      keep(text);
    }
    return text;
  }

  @Override
  public int readInt() throws IOException {
    return keep(super.readInt());
  }

  @Override
  public long readLong() throws IOException {
    return keep(super.readLong());
  }

  @Override
  public short readShort() throws IOException {
    return keep(super.readShort());
  }

  @Override
  public boolean readBoolean() throws IOException {
    boolean last = super.readBoolean();
    if (parts == null) {
      return last;
    }
    if (parts.size() == 6
        && parts.get(0) instanceof String host
        && parts.get(1) instanceof Integer port
        && 0 < port
        && port <= 65_535
        && parts.get(2) instanceof Long number
        && parts.get(3) instanceof Integer unique
        && parts.get(4) instanceof Long time
        && parts.get(5) instanceof Short count) {
      ObjID id = RmiReference.id(number, unique, time, count);
      throw new Complete(new RmiReference(host, port, tls, id));
    }
    throw new InvalidObjectException("expected a stub of RMI over TCP");
  }

  private <T> T keep(T part) {
    if (parts != null && !describing) {
      parts.add(part);
    }
    return part;
  }

  /** Descriptions of classes are read by the same methods, and are none of those parts. */
  @Override
  protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
    describing = true;
    try {
      return super.readClassDescriptor();
    } finally {
      describing = false;
    }
  }

  @Override
  protected @Nullable Object resolveObject(@Nullable Object object) {
    tls |= object instanceof SslRMIClientSocketFactory;
    return object;
  }

  @Override
  protected Class<?> resolveClass(ObjectStreamClass description)
      throws IOException, ClassNotFoundException {
    skipLocation();
    return super.resolveClass(description);
  }

  @Override
  protected Class<?> resolveProxyClass(String[] interfaces)
      throws IOException, ClassNotFoundException {
    skipLocation();
    return super.resolveProxyClass(interfaces);
  }

  /** Where a class could be loaded from, which RMI says with each class and nobody follows. */
  private void skipLocation() throws IOException, ClassNotFoundException {
    if (annotated) {
      readObject();
    }
  }

  /** Ends the reading of a stub: all that matters was read. */
  private static final class Complete extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient RmiReference reference;

    Complete(RmiReference reference) {
      this.reference = reference;
    }
  }
}
