package io.sonde.targets.jmx.rmi;

import io.sonde.targets.Reading;
import io.sonde.targets.jmx.MBeanFailure;
import io.sonde.targets.jmx.MBeans;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.net.SocketTimeoutException;
import java.rmi.dgc.Lease;
import java.rmi.dgc.VMID;
import java.rmi.server.ObjID;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * The MBeans of another JVM: a login that is kept, and one socket for its calls.
 *
 * <p>The login outlives its socket: JMX over RMI knows a client by a remote object, which the
 * server keeps for as long as it is called now and then (two minutes, by default) and its lease is
 * renewed. Whoever holds the turn at the target uses it; not thread-safe.
 */
public final class RemoteMBeans implements MBeans {
  // RMI's own remote objects go by the numbers and hashes of their oldest protocol.
  private static final long DGC_HASH = -669196253586618813L;
  private static final int DIRTY = 1;
  private static final long LEASE_MILLIS = 600_000;

  private final RmiSockets sockets;
  private final @Nullable RmiTls tls;
  private final RmiReference connection;
  private final VMID leaseholder = new VMID();
  private @Nullable RmiStream stream;
  private Reading reading;
  private long leases;
  private long renewal;

  private RemoteMBeans(
      RmiSockets sockets, @Nullable RmiTls tls, RmiReference connection, Reading reading) {
    this.sockets = sockets;
    this.tls = tls;
    this.connection = connection;
    this.reading = reading;
  }

  /**
   * A login that has just been made.
   *
   * @param connection the remote object that stands for it
   */
  public static RemoteMBeans of(
      RmiSockets sockets, @Nullable RmiTls tls, RmiReference connection, Reading reading)
      throws IOException, MBeanFailure {
    var mbeans = new RemoteMBeans(sockets, tls, connection, reading);
    mbeans.renew();
    return mbeans;
  }

  /**
   * Begins a turn: makes sure that the server still knows the login, over another socket if need
   * be, and renews the lease when it is time.
   *
   * @throws SocketTimeoutException when the other side is silent
   * @throws IOException when there is no way to it, or when it has forgotten the login
   */
  public void begin(Reading turn) throws IOException, MBeanFailure {
    reading = turn;
    RmiStream kept = stream;
    if (kept != null && !kept.closed()) {
      kept.until(turn);
      try {
        validate();
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (IOException e) {
        kept.close();
      }
    }
    if (current() != kept) {
      validate();
    }
    if (System.nanoTime() - renewal >= 0) {
      renew();
    }
  }

  /** A call that costs nothing and tells the server that somebody is there. */
  private void validate() throws IOException {
    try {
      call(RmiMethod.GET_DEFAULT_DOMAIN, out -> out.writeObject(null), String.class);
    } catch (MBeanFailure _) {
      // a refusal is an answer, too
    }
  }

  /** Keeps the server from giving the remote object to its garbage collector. */
  private void renew() throws IOException, MBeanFailure {
    long sequence = ++leases;
    Lease lease =
        call(
            new ObjID(ObjID.DGC_ID),
            DIRTY,
            DGC_HASH,
            out -> {
              out.writeObject(new ObjID[] {connection.id()});
              out.writeLong(sequence);
              out.writeObject(new Lease(leaseholder, LEASE_MILLIS));
            },
            Lease.class);
    renewal = System.nanoTime() + lease.getValue() / 2 * 1_000_000;
  }

  @Override
  public Set<ObjectName> names(ObjectName pattern) throws IOException, MBeanFailure {
    Set<?> names =
        call(
            RmiMethod.QUERY_NAMES,
            out -> {
              out.writeObject(pattern);
              out.writeObject(null); // no query besides the pattern
              out.writeObject(null); // on nobody's behalf
            },
            Set.class);
    try {
      return names.stream().map(ObjectName.class::cast).collect(Collectors.toSet());
    } catch (ClassCastException e) {
      throw strange(e);
    }
  }

  @Override
  public List<Attribute> attributes(ObjectName mbean, List<String> names)
      throws IOException, MBeanFailure {
    AttributeList list =
        call(
            RmiMethod.GET_ATTRIBUTES,
            out -> {
              out.writeObject(mbean);
              out.writeObject(names.toArray(String[]::new));
              out.writeObject(null);
            },
            AttributeList.class);
    try {
      return list.asList();
    } catch (IllegalArgumentException e) {
      throw strange(e);
    }
  }

  private static MBeanFailure strange(RuntimeException e) {
    var strange = new InvalidObjectException("the answer has members of a strange class");
    strange.initCause(e);
    return new MBeanFailure(strange);
  }

  @Override
  public @Nullable Object attribute(ObjectName mbean, String name)
      throws IOException, MBeanFailure {
    return current()
        .call(
            connection.id(),
            RmiMethod.BY_HASH,
            RmiMethod.GET_ATTRIBUTE.hash(),
            false,
            out -> {
              out.writeObject(mbean);
              out.writeObject(name);
              out.writeObject(null);
            },
            (answer, _) -> answer.value());
  }

  /** Logs out, if that goes quickly; without it, the server forgets the login in time. */
  public void logout(Reading soon) {
    reading = soon;
    try {
      RmiStream last = current();
      last.until(soon);
      last.call(
          connection.id(),
          RmiMethod.BY_HASH,
          RmiMethod.CLOSE.hash(),
          false,
          _ -> {},
          (_, _) -> "closed");
    } catch (IOException | MBeanFailure _) {
      // it is gone already
    } finally {
      disconnect();
    }
  }

  /** Closes the socket, and keeps the login. */
  public void disconnect() {
    if (stream != null) {
      stream.close();
    }
  }

  private <T> T call(RmiMethod method, RmiStream.Arguments arguments, Class<T> type)
      throws IOException, MBeanFailure {
    return call(connection.id(), RmiMethod.BY_HASH, method.hash(), arguments, type);
  }

  private <T> T call(
      ObjID object, int operation, long hash, RmiStream.Arguments arguments, Class<T> type)
      throws IOException, MBeanFailure {
    return current()
        .call(
            object,
            operation,
            hash,
            false,
            arguments,
            (answer, _) -> {
              Object value = answer.value();
              if (type.isInstance(value)) {
                return type.cast(value);
              }
              throw new InvalidObjectException("expected a " + type.getName());
            });
  }

  /** The socket of this turn; another one when an answer that could not be read closed it. */
  private RmiStream current() throws IOException {
    RmiStream current = stream;
    if (current == null || current.closed()) {
      current = RmiStream.open(sockets, connection, tls, reading);
      stream = current;
    }
    return current;
  }
}
