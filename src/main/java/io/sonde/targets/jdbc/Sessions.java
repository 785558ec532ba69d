package io.sonde.targets.jdbc;

import io.sonde.targets.ReadException;
import io.sonde.targets.ReadException.Reason;
import io.sonde.targets.Reading;
import io.sonde.targets.jdbc.sockets.ReceivedBytes;
import java.sql.Driver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one target: the idle ones, and the leases of the others. Thread-safe.
 *
 * <p>The most recently used session is taken first, so that the others stay idle.
 */
final class Sessions {
  private final JdbcConfig config;
  private final Drivers drivers;
  private final Deque<JdbcSession> idle = new ArrayDeque<>();
  private final Set<Lease> leases = new HashSet<>();
  private @Nullable Driver driver;
  private boolean closed;

  Sessions(JdbcConfig config, Drivers drivers) {
    this.config = config;
    this.drivers = drivers;
  }

  /**
   * A lease of a session for one read, which closes it.
   *
   * @throws ReadException {@code connect}, when the target is closed
   */
  synchronized Lease lease() throws ReadException {
    if (closed) {
      throw closed();
    }
    var lease = new Lease(this);
    leases.add(lease);
    return lease;
  }

  static ReadException closed() {
    return new ReadException(Reason.CONNECT, "the target is closed", null);
  }

  /** Takes an idle session; null when there is none. */
  synchronized @Nullable JdbcSession take() {
    return idle.pollFirst();
  }

  /** Creates a session that counts its bytes here. */
  JdbcSession login(Reading reading, ReceivedBytes received) throws ReadException {
    return new JdbcLogin(config, driver(), reading, received).open();
  }

  private Driver driver() throws ReadException {
    synchronized (this) {
      if (driver != null) {
        return driver;
      }
    }
    Driver found = drivers.forUrl(config.url());
    synchronized (this) {
      driver = found;
    }
    return found;
  }

  /** Kills the idle sessions: when one does not answer, the others probably do not either. */
  void killIdle() {
    List<JdbcSession> dead;
    synchronized (this) {
      dead = new ArrayList<>(idle);
      idle.clear();
    }
    dead.forEach(JdbcSession::kill);
  }

  /**
   * Ends a lease.
   *
   * @param session the session that is given back; null for none
   * @return false when the session was not accepted and will not be used again
   */
  synchronized boolean giveBack(Lease lease, @Nullable JdbcSession session) {
    leases.remove(lease);
    if (session == null || closed || idle.size() >= config.connections()) {
      return false;
    }
    idle.addFirst(session);
    return true;
  }

  /** Closes all sessions, also those in use. */
  void close() {
    List<JdbcSession> unused;
    List<Lease> taken;
    synchronized (this) {
      closed = true;
      unused = new ArrayList<>(idle);
      idle.clear();
      taken = new ArrayList<>(leases);
    }
    taken.forEach(Lease::cancel);
    unused.forEach(JdbcSession::close);
  }
}
