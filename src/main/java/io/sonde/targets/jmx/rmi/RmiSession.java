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
 * <p>Used by one read after the other: each {@linkplain #resume resumes} it, or else {@linkplain
 * #login logs in}. When that read is cancelled, the session closes its own sockets and is of no
 * further use; its login is, in {@linkplain #another() another session}. Not thread-safe, but for
 * {@link #another()} and {@link #close()}.
 *
 * <p>Each method throws {@link IOException} when the connection failed, with a {@link
 * io.sonde.targets.ReadException} as its cause when a bound was reached, and {@link Thrown} when
 * the server, or an MBean, refused or failed.
 *
 * <p>What is answered is a {@link String}, {@link Number}, {@link Boolean}, {@link Character},
 * {@link java.time.Instant}, {@link java.time.Duration}, {@link ObjectName}, null, or {@link Data}.
 */
public final class RmiSession implements AutoCloseable {
  private final RmiConnection connection;

  private RmiSession(RmiConnection connection) {
    this.connection = connection;
  }

  /**
   * A session that is not connected.
   *
   * @param maxAnswer the most bytes that are taken of one answer
   */
  public RmiSession(long maxAnswer) {
    this(new RmiConnection(maxAnswer, null));
  }

  /** A session with the same login, and a socket of its own. */
  public RmiSession another() {
    return new RmiSession(connection.another());
  }

  // Turns.

  /**
   * Begins a turn: makes sure that the server still knows the login, over another socket if need
   * be, and renews the lease when it is time.
   *
   * @return false when there is no login that the server knows
   * @throws java.net.SocketTimeoutException when the other side is silent
   */
  public boolean resume(Reading reading) throws IOException {
    return connection.resume(reading);
  }

  /**
   * Begins a turn by another login.
   *
   * @param credentials user name and password; null for none
   */
  public void login(Access access, String @Nullable [] credentials, Reading reading)
      throws IOException, Thrown {
    connection.login(access, credentials, reading);
  }

  /** The login that is used: another object means that the server may be another one. */
  public Object login() {
    return connection.client();
  }

  /** Logs out, if that goes quickly; without it, the server forgets the login in time. */
  public void logout(Reading soon) {
    connection.logout(soon);
  }

  /** Closes the sockets, whatever they are doing, and takes no others; keeps the login. */
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
          out.writeObject(null); // no query besides the pattern
          out.writeObject(null); // on nobody's behalf
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

  /** What memory the answers of this turn take, to come back to with {@link #forget}. */
  public long memory() {
    return connection.memory().used();
  }

  /** Says that what was answered since is not needed any more. */
  public void forget(long memory) {
    connection.memory().give(connection.memory().used() - memory);
  }

  // What callers say, and what they are told.

  /** Where a server is found. */
  public sealed interface Server {
    /** A name in an RMI registry. */
    record Registry(String host, int port, String name) implements Server {}

    /**
     * The server's own reference.
     *
     * @param base64 a serialized stub
     */
    record Stub(String base64) implements Server {}
  }

  /**
   * How a server is reached.
   *
   * @param tls for the registry and the server; null for plain text
   * @param plainRegistry whether the registry has no TLS, though the server has
   * @param allowOtherHost whether the registry may name another host than its own
   */
  public record Access(
      Server server, @Nullable SSLContext tls, boolean plainRegistry, boolean allowOtherHost) {}

  /** What is no plain value: composite and tabular data, maps, collections, any other object. */
  public interface Data {
    /** What it is, as {@code a map with 3 entries}. */
    String what();

    /** What a path can go on with: items, keys of a map, indexes of rows. */
    default Set<String> names() {
      return Set.of();
    }

    /** What is found under one of the names; null when there is nothing. */
    default @Nullable Object item(String name) {
      return null;
    }
  }

  /** What the server, or an MBean, threw instead of an answer. */
  public static final class Thrown extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> types;

    Thrown(List<String> types, @Nullable String message) {
      super(message);
      this.types = List.copyOf(types);
    }

    /** True when it was of that class, or of a subclass. */
    public boolean is(String className) {
      return types.contains(className);
    }

    /** The name of its class. */
    public String type() {
      return types.getFirst();
    }
  }
}
