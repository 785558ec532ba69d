package io.sonde.web.connections;

import io.sonde.web.connections.Connection.State;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a listener that have not ended, longest open first, with the bytes that their
 * heads hold. Not thread-safe: {@link Connections} has the lock.
 */
final class OpenConnections {
  /** A connection whose thread has not begun by then never will. */
  private static final Duration BEGIN_WITHIN = Duration.ofSeconds(10);

  private final Map<Integer, Connection> connections = new LinkedHashMap<>(); // by Helidon's number
  private final Peers peers;
  private int closed;
  private long heldByHeads;

  /**
   * @param most connections that may be open at once
   */
  OpenConnections(IntSupplier most) {
    this.peers = new Peers(most);
  }

  /** All of them, those included that were closed and whose threads have not ended. */
  Collection<Connection> all() {
    return connections.values();
  }

  /** How many there are in {@link #all()}. */
  int known() {
    return connections.size();
  }

  /** How many are open. */
  int open() {
    return connections.size() - closed;
  }

  /** The connection with this number of Helidon's. */
  @Nullable Connection find(int id) {
    return connections.get(id);
  }

  /** True when the address of this connection has more than its share. */
  boolean crowds(Connection connection) {
    return peers.crowds(connection.peer());
  }

  /** For each new connection where there are too many. */
  void came(long nanoTime) {
    peers.came(nanoTime);
  }

  /** False when crowding addresses have had their new connections of this second. */
  boolean mayReplace() {
    return peers.mayReplace();
  }

  /** True when so many connections come that to refuse them takes most of the processor. */
  boolean isFlood(long nanoTime) {
    return peers.isFlood(nanoTime);
  }

  /** False when another one has the same number, which is rare. */
  boolean add(Connection connection) {
    if (connections.putIfAbsent(connection.id(), connection) != null) {
      return false;
    }
    peers.add(connection.peer());
    return true;
  }

  /** Takes a connection out that has ended; false when it was taken out before. */
  boolean remove(Connection connection) {
    if (!connections.remove(connection.id(), connection)) {
      return false;
    }
    peers.remove(connection.peer());
    if (connection.state() == State.CLOSED) {
      closed--;
    }
    hold(connection, 0);
    return true;
  }

  /**
   * Makes a connection closed, if it still is in that state. Its channel has to be shut afterwards,
   * without the lock.
   */
  boolean close(Connection connection, State from) {
    if (!connection.closeFrom(from)) {
      return false;
    }
    closed++;
    hold(connection, 0);
    return true;
  }

  /** Bytes that the heads of all requests hold. */
  long heldByHeads() {
    return heldByHeads;
  }

  /** Sets how many bytes the head of this connection holds. */
  void hold(Connection connection, long bytes) {
    heldByHeads += bytes - connection.held();
    connection.held(bytes);
  }

  /**
   * Forgets connections whose threads never began: Helidon 4.4.0 drops some connections before it
   * makes a handler for them, and does not report it. To be removed with a Helidon that reports
   * each connection that it closes.
   */
  void forgetUnbegun() {
    connections.values().removeIf(this::neverBegan);
  }

  private boolean neverBegan(Connection connection) {
    if (connection.state() != State.ACCEPTED) {
      return false;
    }
    boolean late = connection.nanos() > BEGIN_WITHIN.toNanos();
    if (late) {
      connection.shut();
    }
    boolean gone = late || !connection.isOpen();
    if (gone) {
      peers.remove(connection.peer());
    }
    return gone;
  }
}
