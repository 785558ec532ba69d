package io.sonde.targets.jmx.rmi;

import io.sonde.targets.Reading;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.ArrayList;
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
  private final RmiSockets sockets = new RmiSockets();
  private final long maxAnswer;
  private volatile @Nullable RmiClient client;
  private @Nullable RmiStream stream;
  private @Nullable RmiTurn turn;

  /**
   * A session that is not connected.
   *
   * @param maxAnswer the most bytes that are taken of one answer
   */
  public RmiSession(long maxAnswer) {
    this.maxAnswer = maxAnswer;
  }

  /** A session with the same login, and a socket of its own. */
  public RmiSession another() {
    var another = new RmiSession(maxAnswer);
    another.client = client;
    return another;
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
    RmiTurn begun = begin(reading);
    RmiClient known = client;
    if (known == null) {
      return false;
    }
    try {
      RmiStream kept = stream;
      if (kept != null && !kept.closed()) {
        kept.until(begun);
        try {
          validate(known);
        } catch (java.net.SocketTimeoutException e) {
          throw e;
        } catch (IOException _) {
          kept.close();
        }
      }
      if (current(known) != kept) {
        validate(known);
      }
      if (known.isLeaseOld()) {
        known.renew(current(known));
      }
      return true;
    } catch (java.net.SocketTimeoutException e) {
      throw e;
    } catch (IOException | Thrown _) {
      disconnect();
      return false;
    }
  }

  /**
   * Begins a turn by another login.
   *
   * @param credentials user name and password; null for none
   */
  public void login(Access access, String @Nullable [] credentials, Reading reading)
      throws IOException, Thrown {
    disconnect();
    client = null;
    var made = new RmiLogin(access, begin(reading)).login(credentials);
    stream = made.stream();
    client = made.client();
  }

  private RmiTurn begin(Reading reading) throws IOException {
    var begun = RmiTurn.of(sockets, reading, maxAnswer);
    turn = begun;
    reading.onCancel(sockets::shut);
    begun.memory().use(0);
    return begun;
  }

  /** The login that is used: another object means that the server may be another one. */
  public Object login() {
    return known();
  }

  /** Logs out, if that goes quickly; without it, the server forgets the login in time. */
  public void logout(Reading soon) {
    try {
      begin(soon);
      RmiStream last = current(known());
      last.until(turn());
      last.call(known().id(), RmiMethod.BY_HASH, RmiMethod.CLOSE.hash(), _ -> {}, _ -> "closed");
    } catch (IOException | Thrown | IllegalStateException _) {
      // it is gone already
    } finally {
      close();
    }
  }

  /** Closes the sockets, whatever they are doing, and takes no others; keeps the login. */
  @Override
  public void close() {
    sockets.shut();
  }

  private void disconnect() {
    RmiStream kept = stream;
    if (kept != null) {
      kept.close();
    }
  }

  // Calls.

  /** The names of the MBeans that a pattern selects. */
  public List<ObjectName> names(ObjectName pattern) throws IOException, Thrown {
    return call(
        RmiMethod.QUERY_NAMES,
        out -> {
          out.writeObject(pattern);
          out.writeObject(null); // no query besides the pattern
          out.writeObject(null); // on nobody's behalf
        },
        answer -> elements(answer.object(), ObjectName.class));
  }

  /** Several attributes at once: those that the MBean has, and that can be read. */
  public List<Attribute> attributes(ObjectName mbean, List<String> names)
      throws IOException, Thrown {
    return call(
        RmiMethod.GET_ATTRIBUTES,
        out -> {
          out.writeObject(mbean);
          out.writeObject(names.toArray(String[]::new));
          out.writeObject(null);
        },
        answer -> {
          List<Attribute> attributes = new ArrayList<>();
          for (SerialObject each : elements(answer.object(), SerialObject.class)) {
            if (!(each.field("name") instanceof String name)) {
              throw new InvalidObjectException("expected an attribute, found " + each.what());
            }
            attributes.add(new Attribute(name, each.field("value")));
          }
          return attributes;
        });
  }

  /** One attribute, or the reason why it cannot be read. */
  public @Nullable Object attribute(ObjectName mbean, String name) throws IOException, Thrown {
    return call(
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
    return call(
        RmiMethod.GET_MBEAN_INFO,
        out -> {
          out.writeObject(mbean);
          out.writeObject(null);
        },
        answer -> SerialMBeanInfo.attributes(answer.object()));
  }

  /** What memory the answers of this turn take, to come back to with {@link #forget}. */
  public long memory() {
    return turn().memory().used();
  }

  /** Says that what was answered since is not needed any more. */
  public void forget(long memory) {
    turn().memory().give(turn().memory().used() - memory);
  }

  /** A call that costs nothing and tells the server that somebody is there. */
  private void validate(RmiClient known) throws IOException {
    try {
      current(known)
          .call(
              known.id(),
              RmiMethod.BY_HASH,
              RmiMethod.GET_DEFAULT_DOMAIN.hash(),
              out -> out.writeObject(null),
              SerialReader::object);
    } catch (Thrown _) {
      // a refusal is an answer, too
    }
  }

  private <T extends @Nullable Object> T call(
      RmiMethod method, RmiStream.Arguments arguments, RmiStream.Result<T> result)
      throws IOException, Thrown {
    RmiClient known = known();
    return current(known).call(known.id(), RmiMethod.BY_HASH, method.hash(), arguments, result);
  }

  private static <T> List<T> elements(@Nullable Object answer, Class<T> type) throws IOException {
    if (!(answer instanceof SerialData data)) {
      throw new InvalidObjectException("expected a collection");
    }
    List<T> elements = new ArrayList<>();
    for (Object element : data.elements()) {
      if (!type.isInstance(element)) {
        throw new InvalidObjectException("the answer has members of a strange class");
      }
      elements.add(type.cast(element));
    }
    return elements;
  }

  /** The socket of this turn; another one when an answer that could not be read closed it. */
  private RmiStream current(RmiClient known) throws IOException {
    RmiStream current = stream;
    if (current == null || current.closed()) {
      current = known.open(turn());
      stream = current;
    }
    return current;
  }

  private RmiClient known() {
    RmiClient known = client;
    if (known == null) {
      throw new IllegalStateException("not logged in");
    }
    return known;
  }

  private RmiTurn turn() {
    RmiTurn now = turn;
    if (now == null) {
      throw new IllegalStateException("no turn has begun");
    }
    return now;
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
