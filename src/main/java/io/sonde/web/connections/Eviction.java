package io.sonde.web.connections;

import io.sonde.web.connections.Connection.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses which connections are closed when there are too many, or their heads hold too much. */
final class Eviction {
  /** A connection can be closed when its client has read nothing of the answer for this long. */
  static final Duration STUCK = Duration.ofSeconds(5);

  private Eviction() {}

  /**
   * Closes a connection for a new one. The caller has to shut its channel.
   *
   * @return the closed connection; null when none may be closed
   */
  static @Nullable Connection oneFor(Connection added, OpenConnections open) {
    Connection silent = withoutRequest(open, true);
    // A connection of an address that has more than its share replaces none of another address.
    if (silent == null && !open.crowds(added)) {
      silent = withoutRequest(open, false);
    }
    return silent != null ? silent : stuck(open);
  }

  private static @Nullable Connection withoutRequest(OpenConnections open, boolean ofCrowdingPeer) {
    for (Connection connection : open.all()) {
      State state = connection.state();
      if ((state == State.IDLE || state == State.HEAD)
          && (!ofCrowdingPeer || open.crowds(connection))
          && open.close(connection, state)) {
        return connection;
      }
    }
    return null;
  }

  private static @Nullable Connection stuck(OpenConnections open) {
    for (Connection connection : open.all()) {
      if (connection.nanosWriting() > STUCK.toNanos() && open.close(connection, State.REQUEST)) {
        return connection;
      }
    }
    return null;
  }

  /** Closes connections with incomplete heads until the heads hold at most that much. */
  static List<Connection> heads(Connection except, long most, OpenConnections open) {
    List<Connection> closed = new ArrayList<>();
    for (Connection other : open.all()) {
      if (open.heldByHeads() > most
          && other != except
          && other.held() > 0
          && open.close(other, State.HEAD)) {
        closed.add(other);
      }
    }
    return closed;
  }
}
