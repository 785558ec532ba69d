package io.sonde.targets.jmx.rmi;

import io.sonde.targets.Reading;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import javax.management.Attribute;
import javax.management.MBeanAttributeInfo;
import javax.management.ObjectName;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A session with the MBean server of another JVM: a login, and a socket for its calls.
 *
 * <p>Used by one read after the other. Each read {@linkplain #resume resumes} the session, or else
 * {@linkplain #login logs in}. When a read is cancelled, the session closes its own sockets and
 * cannot be used any more; {@link #another()} makes a session with the same login. Not thread-safe,
 * except for {@link #another()} and {@link #close()}.
 *
 * <p>Each method throws {@link IOException} when the connection failed, with a {@link
 * io.sonde.targets.ReadException} as its cause when a limit was exceeded, and {@link Thrown} when
 * the server, or an MBean, refused or failed.
 *
 * <p>The values of answers are of type {@link String}, {@link Number}, {@link Boolean}, {@link
 * Character}, {@link java.time.Instant}, {@link java.time.Duration}, {@link ObjectName}, null, or
 * {@link Data}.
 */
public final class RmiSession implements AutoCloseable {
  private final RmiConnection connection;

  private RmiSession(RmiConnection connection) {
    this.connection = connection;
  }

  /**
   * A session that is not connected.
   *
   * @param maxAnswer the maximum number of bytes of one answer
   */
  public RmiSession(long maxAnswer) {
    this(new RmiConnection(maxAnswer, null));
  }

  /** A session with the same login, and a socket of its own. */
  public RmiSession another() {
    return new RmiSession(connection.another());
  }

  // Begin and end of reads.

  /**
   * Begins a read: makes sure that the server still knows the login, with a new socket if
   * necessary, and renews the lease when it is due.
   *
   * @return false when a new login is needed
   * @throws java.net.SocketTimeoutException when the server does not answer in time
   */
  public boolean resume(Reading reading) throws IOException {
    return connection.resume(reading);
  }

  /**
   * Begins a read with a new login.
   *
   * @param credentials user name and password; null for none
   */
  public void login(Access access, String @Nullable [] credentials, Reading reading)
      throws IOException, Thrown {
    connection.login(access, credentials, reading);
  }

  /** The login that is used. A different object means that the server may be a different JVM. */
  public Object login() {
    return connection.client();
  }

  /** Logs out, unless that takes too long; the server then forgets the login after its timeout. */
  public void logout(Reading soon) {
    connection.logout(soon);
  }

  /** Closes the sockets, even in the middle of a call, and opens no others; keeps the login. */
  @Override
  public void close() {
    connection.close();
  }

  // Calls.

  /** The names of the MBeans that a pattern selects. */
  public List<ObjectName> names(ObjectName pattern) throws IOException, Thrown {
    return connection.call(
        RmiMethod.QUERY_NAMES,
        out -> {
          out.writeObject(pattern);
          out.writeObject(null); // no query expression in addition to the pattern
          out.writeObject(null); // no delegation subject
        },
        answer -> SerialMBeans.names(answer.object()));
  }

  /** Several attributes at once: those that the MBean has, and that can be read. */
  public List<Attribute> attributes(ObjectName mbean, List<String> names)
      throws IOException, Thrown {
    return connection.call(
        RmiMethod.GET_ATTRIBUTES,
        out -> {
          out.writeObject(mbean);
          out.writeObject(names.toArray(String[]::new));
          out.writeObject(null);
        },
        answer -> SerialMBeans.attributes(answer.object()));
  }

  /** One attribute, or the reason why it cannot be read. */
  public @Nullable Object attribute(ObjectName mbean, String name) throws IOException, Thrown {
    return connection.call(
        RmiMethod.GET_ATTRIBUTE,
        out -> {
          out.writeObject(mbean);
          out.writeObject(name);
          out.writeObject(null);
        },
        SerialReader::object);
  }

  /** The attributes that an MBean says it has. */
  public List<MBeanAttributeInfo> describe(ObjectName mbean) throws IOException, Thrown {
    return connection.call(
        RmiMethod.GET_MBEAN_INFO,
        out -> {
          out.writeObject(mbean);
          out.writeObject(null);
        },
        answer -> SerialMBeans.described(answer.object()));
  }

  /** The memory in use for answers, as a mark for {@link #forget}. */
  public long memory() {
    return connection.memory().used();
  }

  /** Releases the memory of all answers since the mark. */
  public void forget(long memory) {
    connection.memory().release(connection.memory().used() - memory);
  }

  // Types of arguments and results.

  /** The address of a server. */
  public sealed interface Server {
    /** A name in an RMI registry. */
    record Registry(String host, int port, String name) implements Server {}

    /**
     * A reference to the server itself.
     *
     * @param base64 a serialized stub
     */
    record Stub(String base64) implements Server {}
  }

  /**
   * How to connect to a server.
   *
   * @param tls for the registry and the server; null for plain text
   * @param plainRegistry whether the registry has no TLS, though the server has
   * @param allowOtherHost whether the registry may name another host than its own
   */
  public record Access(
      Server server, @Nullable SSLContext tls, boolean plainRegistry, boolean allowOtherHost) {}

  /** A value with parts: composite and tabular data, maps, collections, any other object. */
  public interface Data {
    /** A description, such as {@code a map with 3 entries}. */
    String what();

    /** The names that a path can continue with: items, keys of a map, indexes of rows. */
    default Set<String> names() {
      return Set.of();
    }

    /** The value with one of the names; null when there is none. */
    default @Nullable Object item(String name) {
      return null;
    }
  }

  /** Thrown when the server or an MBean answered with an exception. */
  public static final class Thrown extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> types;

    Thrown(List<String> types, @Nullable String message) {
      super(message);
      this.types = List.copyOf(types);
    }

    /** True when the exception is of that class or a subclass. */
    public boolean is(String className) {
      return types.contains(className);
    }

    /** The name of its class. */
    public String type() {
      return types.getFirst();
    }
  }
}
