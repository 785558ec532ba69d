package io.sonde.targets.jmx;

import io.sonde.targets.Fields;
import io.sonde.targets.Query;
import io.sonde.targets.QueryConfig;
import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.Secret;
import io.sonde.targets.Target;
import io.sonde.targets.TlsConfig;
import io.sonde.targets.TlsContext;
import io.sonde.targets.jmx.rmi.RmiSession;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A JMX server: Sonde's own JVM, or another one over RMI. Each MBean that the patterns of a
 * collector select is a row; {@link MBeanField} defines its fields, {@link MBeanValue} the paths
 * into composite and tabular data.
 *
 * <p>An attribute that the MBean does not have, that is null, or that its JVM does not support, is
 * missing. An attribute that fails, or whose value is of an unsuitable type, fails the read with
 * the names of MBean and attribute. An MBean that is unregistered during the read gives no row.
 *
 * <p>The first read logs in, and the login is kept. A read logs in again, at most once, when the
 * server does not know the login any more. User name and password are read at each login.
 *
 * <p>Thread-safe. A read takes the session out of the target and gives it back when it has ended in
 * time. A read that was given up closes the sockets of its session and changes nothing else; the
 * next read gets another session with the same login.
 */
public final class JmxTarget implements Target {
  private static final Duration LOGOUT = Duration.ofSeconds(1);

  private final JmxConfig config;
  private final JmxAddress address;
  private final AtomicReference<@Nullable RmiSession> idle = new AtomicReference<>();
  private final Set<RmiSession> busy = ConcurrentHashMap.newKeySet();
  private volatile @Nullable RmiSession last; // the next session may use its login
  private volatile boolean closed;

  /**
   * A target that is not connected yet.
   *
   * @throws IllegalArgumentException when the URL is invalid
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
    return new JmxQuery(this, jmx, fields);
  }

  /** Reads MBeans, once. */
  void read(Reading reading, Work work) throws ReadException, InterruptedException {
    switch (address) {
      case JmxAddress.Local _ ->
          work(work, new LocalMBeans(ManagementFactory.getPlatformMBeanServer()), reading);
      case JmxAddress.Remote(RmiSession.Server server) -> remote(server, reading, work);
    }
  }

  private void remote(RmiSession.Server server, Reading reading, Work work)
      throws ReadException, InterruptedException {
    RmiSession session = take();
    try {
      busy.add(session);
      connect(session, server, reading);
      work(work, new RemoteMBeans(session), reading);
    } finally {
      boolean inTime = !reading.isOver();
      reading.done();
      busy.remove(session);
      if (!inTime || !idle.compareAndSet(null, session)) {
        session.close();
      }
      if (closed) {
        session.close();
      }
    }
  }

  private RmiSession take() {
    RmiSession kept = idle.getAndSet(null);
    if (kept != null) {
      return kept;
    }
    RmiSession other = last;
    return other == null ? new RmiSession(config.maxBody()) : other.another();
  }

  /** Makes sure that the session has a login that the server knows. */
  private void connect(RmiSession session, RmiSession.Server server, Reading reading)
      throws ReadException, InterruptedException {
    try {
      checkOpen();
      if (!session.resume(reading)) {
        checkOpen();
        session.login(access(server), credentials(), reading);
        if (!reading.isOver()) {
          last = session;
        }
      }
    } catch (RmiSession.Thrown e) {
      MBeanFailure failure = MBeanFailure.of(e);
      Reason reason = failure.refused() ? Reason.AUTH : Reason.CONNECT;
      throw new ReadException(
          reason, "login failed at " + address.place() + ": " + failure.reason(), e);
    } catch (IOException e) {
      throw failed(Reason.CONNECT, "no connection to ", e, reading);
    }
  }

  private void checkOpen() throws ReadException {
    if (closed) {
      throw new ReadException(Reason.CONNECT, "the target is closed", null);
    }
  }

  private RmiSession.Access access(RmiSession.Server server) throws ReadException {
    TlsConfig tls = config.tls();
    SSLContext context = tls == null ? null : TlsContext.of(tls);
    return new RmiSession.Access(server, context, config.plainRegistry(), config.allowOtherHost());
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

  private void work(Work work, MBeans mbeans, Reading reading)
      throws ReadException, InterruptedException {
    try {
      work.on(mbeans);
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
    return e.getCause() instanceof ReadException bound
        ? bound
        : new ReadException(reason, what + e.getMessage(), e);
  }

  /** {@inheritDoc} It also logs out, unless that takes too long. */
  @Override
  public void close() {
    closed = true;
    busy.forEach(RmiSession::close);
    RmiSession kept = idle.getAndSet(null);
    RmiSession other = last;
    if (kept != null) {
      kept.logout(Reading.within(LOGOUT));
    } else if (other != null) {
      other.another().logout(Reading.within(LOGOUT));
    }
  }

  /** Reads some MBeans. */
  @FunctionalInterface
  interface Work {
    void on(MBeans mbeans) throws ReadException, IOException, MBeanFailure, InterruptedException;
  }
}
