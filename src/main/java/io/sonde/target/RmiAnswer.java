package io.sonde.target;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Proxy;
import java.rmi.Remote;
import java.rmi.server.ObjID;
import java.rmi.server.RemoteObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The objects of an answer over RMI.
 *
 * <p>A server may send any object, so only plain values, JMX's own types and exceptions of the
 * platform are taken, within bounds of size and depth; code is never loaded from elsewhere. This
 * filter stands in place of the JVM's, by which Helidon refuses every class.
 *
 * <p>Not thread-safe.
 */
final class RmiAnswer extends ObjectInputStream {
  private static final Set<String> VALUES =
      Set.of(
          "java.lang",
          "java.lang.management",
          "java.math",
          "java.time",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "javax.management",
          "javax.management.openmbean");
  // Those whose names can be text; the types of MBeans themselves are never asked for.
  private static final Set<String> LEASES =
      Set.of("java.rmi.dgc.Lease", "java.rmi.dgc.VMID", "java.rmi.server.UID");
  private static final int MAX_DEPTH = 100;
  private static final int MAX_REFERENCES = 1_000_000;
  private static final int MAX_ARRAY = 1_000_000;

  private final boolean annotated;
  private final boolean stub;
  private boolean describing;
  private boolean tls;
  private @Nullable List<Object> parts;
  private @Nullable String rejected;

  private RmiAnswer(InputStream in, boolean annotated, boolean stub) throws IOException {
    super(in);
    this.annotated = annotated;
    this.stub = stub;
    setObjectInputFilter(this::check);
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
      if (rejected == null) {
        throw e;
      }
      var named = new InvalidClassException(rejected);
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

  private ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info) {
    if (info.depth() > MAX_DEPTH
        || info.references() > MAX_REFERENCES
        || info.arrayLength() > MAX_ARRAY) {
      rejected = "the answer is larger than Sonde takes from a JMX server";
      return ObjectInputFilter.Status.REJECTED;
    }
    Class<?> type = info.serialClass();
    if (type == null) {
      return ObjectInputFilter.Status.UNDECIDED;
    }
    while (type.isArray()) {
      type = type.getComponentType();
    }
    if (type.isPrimitive() || (stub ? ofStub(type) : ofValue(type)) || ofFailure(type)) {
      return ObjectInputFilter.Status.ALLOWED;
    }
    rejected =
        "the answer has an object of the class "
            + type.getName()
            + ", which Sonde does not take from a JMX server";
    return ObjectInputFilter.Status.REJECTED;
  }

  private static boolean ofValue(Class<?> type) {
    return VALUES.contains(type.getPackageName()) || LEASES.contains(type.getName());
  }

  private static boolean ofStub(Class<?> type) {
    return RemoteObject.class.isAssignableFrom(type)
        || type == SslRMIClientSocketFactory.class
        || type == Proxy.class
        || (Remote.class.isAssignableFrom(type) && (type.isInterface() || Proxy.isProxyClass(type)))
        || type.getPackageName().equals("java.lang");
  }

  /** What exceptions of the platform are made of. */
  private static boolean ofFailure(Class<?> type) {
    String module = type.getModule().getName();
    return type.getPackageName().equals("java.lang")
        || type.getPackageName().equals("java.util")
        || (Throwable.class.isAssignableFrom(type) && module != null && module.startsWith("java."));
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
