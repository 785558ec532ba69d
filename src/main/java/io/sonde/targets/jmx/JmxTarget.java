package io.sonde.targets.jmx;

import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Row;
import io.sonde.targets.Secret;
import io.sonde.targets.Sink;
import io.sonde.targets.Target;
import io.sonde.targets.TlsConfig;
import io.sonde.targets.TlsContext;
import io.sonde.targets.jmx.rmi.RemoteMBeans;
import io.sonde.targets.jmx.rmi.RmiInput;
import io.sonde.targets.jmx.rmi.RmiLogin;
import io.sonde.targets.jmx.rmi.RmiSockets;
import io.sonde.targets.jmx.rmi.RmiTls;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * A JMX server: Sonde's own JVM, or another one over RMI. Each MBean that the patterns of a
 * collector select is a row; {@link MBeanField} says what its fields are, {@link MBeanValue} how a
 * path goes on into composite and tabular data.
 *
 * <p>An attribute that the MBean lacks, that is null, or that its JVM does not support, is missing;
 * one that fails, or that is no value for a metric, fails the read with the names of MBean and
 * attribute. An MBean that goes away during the read gives no row.
 *
 * <p>The login is made at the first read and kept; it is made anew, once in a turn, when the server
 * does not know it any more. User name and password are read at each login. Thread-safe: reads take
 * turns at the connection, in order; Sonde's own JVM is no connection, so there they do not.
 */
public final class JmxTarget implements Target {
  private static final Duration LOGOUT = Duration.ofSeconds(1);

  private final JmxConfig config;
  private final JmxAddress address;
  private final RmiSockets sockets = new RmiSockets();
  private final ReentrantLock turn = new ReentrantLock(true);
  private final Map<Wanted, MBeanReader> readers = new ConcurrentHashMap<>();
  private volatile boolean closed;
  private @Nullable RemoteMBeans session; // guarded by turn

  /**
   * A target that is not connected yet.
   *
   * @throws IllegalArgumentException when the URL is none
   */
  public JmxTarget(JmxConfig config) {
    this.config = config;
    this.address = JmxAddress.parse(config.url());
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public Query prepare(QueryConfig query, Fields fields) {
    if (!(query instanceof JmxQueryConfig jmx)) {
      throw new IllegalArgumentException(
          "expected a query of kind jmx, found one of " + query.kind());
    }
    return (reading, sink) -> read(jmx, fields.names(), reading, sink);
  }

  private int read(JmxQueryConfig jmx, Set<String> fields, Reading reading, Sink sink)
      throws ReadException, InterruptedException {
    if (address instanceof JmxAddress.Local) {
      var mbeans = new LocalMBeans(ManagementFactory.getPlatformMBeanServer());
      rows(new MBeanReader(jmx, fields), mbeans, reading, sink);
    } else {
      remote(new Wanted(jmx, Set.copyOf(fields)), reading, sink);
    }
    return 0;
  }

  private void remote(Wanted wanted, Reading reading, Sink sink)
      throws ReadException, InterruptedException {
    if (!turn.tryLock(Math.max(0, reading.nanosLeft()), TimeUnit.NANOSECONDS)) {
      throw new ReadException(
          Reason.TIMEOUT, "waited for other collections of the target until time was up", null);
    }
    try {
      sockets.begin(reading);
      reading.onCancel(() -> sockets.abort(reading));
      MBeans mbeans = connected(reading);
      MBeanReader reader =
          readers.computeIfAbsent(wanted, key -> new MBeanReader(key.read(), key.fields()));
      rows(reader, mbeans, reading, sink);
    } finally {
      reading.done();
      sockets.end();
      turn.unlock();
    }
  }

  /** The connection, with a login that the server knows. */
  private MBeans connected(Reading reading) throws ReadException, InterruptedException {
    RemoteMBeans kept = session;
    session = null;
    try {
      if (kept == null || !resumed(kept, reading)) {
        readers.clear();
        kept = login(reading);
      }
      session = kept;
      return kept;
    } catch (MBeanFailure e) {
      Reason reason = e.refused() ? Reason.AUTH : Reason.CONNECT;
      throw new ReadException(reason, "no login at " + place() + ": " + e.reason(), e);
    } catch (IOException e) {
      throw failed(Reason.CONNECT, "no connection to ", e, reading);
    }
  }

  /** False when the login is lost and time is left for another. */
  private boolean resumed(RemoteMBeans kept, Reading reading) throws IOException {
    try {
      kept.begin(reading);
      return true;
    } catch (IOException | MBeanFailure e) {
      kept.disconnect();
      if (e instanceof SocketTimeoutException timeout) {
        throw timeout;
      }
      return false;
    }
  }

  private RemoteMBeans login(Reading reading) throws ReadException, IOException, MBeanFailure {
    if (closed) {
      throw new ReadException(Reason.CONNECT, "the target is closed", null);
    }
    return RmiLogin.login(sockets, address, tls(), credentials(), reading);
  }

  private String @Nullable [] credentials() throws ReadException {
    Secret password = config.password();
    String username = config.username();
    if (username == null || password == null) {
      return null;
    }
    try {
      return new String[] {username, password.reveal()};
    } catch (IOException e) {
      throw new ReadException(Reason.CONNECT, String.valueOf(e.getMessage()), e);
    }
  }

  private @Nullable RmiTls tls() throws ReadException {
    TlsConfig tls = config.tls();
    return tls == null ? null : new RmiTls(TlsContext.of(tls), address);
  }

  private void rows(MBeanReader reader, MBeans mbeans, Reading reading, Sink sink)
      throws ReadException, InterruptedException {
    try {
      for (ObjectName mbean : reader.names(mbeans)) {
        Row row = reader.row(mbeans, mbean, reading);
        if (row != null) {
          sink.row(row);
        }
        if (Thread.currentThread().isInterrupted()) {
          throw new IOException("interrupted");
        }
      }
    } catch (MBeanFailure e) {
      Reason reason = e.refused() ? Reason.AUTH : Reason.READ;
      throw new ReadException(reason, "the MBeans cannot be listed: " + e.reason(), e);
    } catch (IOException e) {
      throw failed(Reason.READ, "the read failed: ", e, reading);
    }
  }

  private ReadException failed(Reason reason, String what, IOException e, Reading reading)
      throws InterruptedException {
    if (e instanceof SocketTimeoutException || reading.isOver()) {
      return new ReadException(Reason.TIMEOUT, "not read in time: " + e.getMessage(), e);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted: " + e.getMessage());
    }
    if (closed) {
      return new ReadException(reason, "the target is closed", e);
    }
    return new ReadException(
        e instanceof RmiInput.TooLarge ? Reason.LIMIT : reason, what + e.getMessage(), e);
  }

  /** The address as the configuration names it, without a stub's Base64. */
  private String place() {
    return switch (address) {
      case JmxAddress.Local _ -> "this JVM";
      case JmxAddress.Registry(String host, int port, String name) ->
          RmiSockets.place(host, port) + "/" + name;
      case JmxAddress.Stub _ -> "the stub of the URL";
    };
  }

  /** {@inheritDoc} It also logs out, if that goes quickly. */
  @Override
  public void close() {
    closed = true;
    sockets.shut();
    try {
      if (turn.tryLock(LOGOUT.toNanos(), TimeUnit.NANOSECONDS)) {
        try {
          logout();
        } finally {
          turn.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void logout() {
    if (session != null) {
      sockets.reopen();
      session.logout(Reading.within(LOGOUT));
      sockets.shut();
      session = null;
    }
  }

  /** What a collection reads; each has a reader of its own. */
  private record Wanted(JmxQueryConfig read, Set<String> fields) {}
}
