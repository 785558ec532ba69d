package io.sonde.targets.jdbc;

import io.sonde.targets.ReadException;
import io.sonde.targets.Reading;
import io.sonde.targets.jdbc.sockets.ReceivedBytes;
import org.jspecify.annotations.Nullable;

/**
 * The use of one session by one read, until the read ends or is cancelled. A session whose read
 * ended normally is given back; any other one is killed. Thread-safe.
 */
final class Lease implements AutoCloseable {
  private final Sessions sessions;

  // Guarded by this.
  private @Nullable JdbcSession session;
  private @Nullable ReceivedBytes login;
  private boolean over;

  Lease(Sessions sessions) {
    this.sessions = sessions;
  }

  /**
   * Takes an idle session that answers, or a new one. Called once, by the reading thread.
   *
   * @throws ReadException when there is no session, or the lease has ended
   */
  JdbcSession session(Reading reading) throws ReadException {
    JdbcSession kept = sessions.take();
    if (kept != null) {
      hold(kept);
      if (kept.answers(reading)) {
        return kept;
      }
      kept.kill();
      sessions.killIdle();
    }
    var received = new ReceivedBytes();
    synchronized (this) {
      if (over) {
        throw Sessions.closed();
      }
      session = null;
      login = received;
    }
    JdbcSession fresh = sessions.login(reading, received);
    hold(fresh);
    return fresh;
  }

  private void hold(JdbcSession taken) throws ReadException {
    synchronized (this) {
      if (!over) {
        session = taken;
        login = null;
        return;
      }
    }
    taken.kill();
    throw Sessions.closed();
  }

  /**
   * Called when the deadline has passed or the target is closed; the reading thread may still be
   * using the session.
   */
  void cancel() {
    end(false);
  }

  /** The read has ended. */
  @Override
  public void close() {
    end(true);
  }

  private void end(boolean normally) {
    JdbcSession given;
    ReceivedBytes opening;
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      given = session;
      session = null;
      opening = login;
    }
    if (opening != null) {
      opening.closeSocket();
    }
    boolean usable = normally && given != null && !given.isBroken();
    boolean kept = false;
    try {
      kept = sessions.giveBack(this, usable ? given : null);
    } finally {
      if (given != null && !kept) {
        given.kill();
      }
    }
  }
}
