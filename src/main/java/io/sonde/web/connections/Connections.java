package io.sonde.web.connections;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.sonde.web.connections.Connection.State;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of one listener, and their bound.
 *
 * <p>A connection beyond the bound takes the place of one that has no request in progress: the one
 * that has been open for longest, of an address that has more than its share if there is one. Where
 * there is none, it takes the place of one whose client has taken nothing of its answer for {@link
 * #STUCK}. Where there is none of these either, the new one is closed. So whoever keeps connections
 * open without using them, by silence or by requests that never end, cannot keep others out. Those
 * who connect again and again are refused early, see {@link Peers}.
 *
 * <p>The heads of requests (the request line and the headers) are bounded in time and in bytes, of
 * each and of all together. Thread-safe.
 */
public final class Connections {
  /** A head that has not ended this long after its first byte closes its connection. */
  static final Duration HEAD_WITHIN = Duration.ofSeconds(10);

  /** An answer of which nothing was taken for this long gives way to a new connection. */
  static final Duration STUCK = Duration.ofSeconds(5);

  /** What the heads of all connections may take, for each connection of the bound. */
  static final long HEAD_SHARE = 4096;

  /** A connection whose thread has not begun by then never will. */
  private static final Duration BEGIN_WITHIN = Duration.ofSeconds(10);

  /** How long the listener waits for closed connections to end before it refuses new ones. */
  private static final Duration ROOM_WITHIN = Duration.ofSeconds(1);

  private final int most;
  private final int mostWithClosed;
  private final LongSupplier nanoTime;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();

  private final Peers peers; // guarded by lock

  // Guarded by lock. By the number that Helidon names a connection with, in the order of opening.
  private final Map<Integer, Connection> connections = new LinkedHashMap<>();
  private int closed; // of them: those that were closed and whose threads have not ended
  private long heldByHeads;
  private long shed;
  private long headsGivenUp;

  /**
   * @param most connections that may be open at once
   */
  public Connections(int most) {
    this(most, System::nanoTime);
  }

  Connections(int most, LongSupplier nanoTime) {
    this.most = most;
    // Room for those that were closed and have not noticed: each holds memory until it does.
    this.mostWithClosed = most + Math.max(8, most / 4);
    this.nanoTime = nanoTime;
    this.peers = new Peers(most);
  }

  /**
   * Options that also count each accepted connection in, and close one where there are too many.
   */
  public SocketOptions options(SocketOptions options) {
    return new CountingOptions(options, this::admit);
  }

  /** The selector of HTTP/1.1, the only one that the listener may have. */
  public ServerConnectionSelector selector(Http1Config http) {
    return new CountingSelector(this, http);
  }

  /** The bound. */
  public int most() {
    return most;
  }

  /** Connections that are open now. */
  public int open() {
    lock.lock();
    try {
      return connections.size() - closed;
    } finally {
      lock.unlock();
    }
  }

  /** Connections that are open, or closed without having ended yet. */
  int known() {
    lock.lock();
    try {
      return connections.size();
    } finally {
      lock.unlock();
    }
  }

  /** Connections with a request in progress. */
  public int requests() {
    lock.lock();
    try {
      return (int)
          connections.values().stream().filter(one -> one.state() == State.REQUEST).count();
    } finally {
      lock.unlock();
    }
  }

  /** Connections that were closed, or not taken, because there were too many. */
  public long shed() {
    lock.lock();
    try {
      return shed;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes that the heads of all requests may take together, beyond what each of them may. */
  public long mostOfHeads() {
    return HEAD_SHARE * most;
  }

  /** How many of these are taken. */
  public long heldByHeads() {
    lock.lock();
    try {
      return heldByHeads;
    } finally {
      lock.unlock();
    }
  }

  /** Connections that were closed because the head of their request took too long or too much. */
  public long headsGivenUp() {
    lock.lock();
    try {
      return headsGivenUp;
    } finally {
      lock.unlock();
    }
  }

  /** Closes connections with slow heads, and forgets those that never began. To be called often. */
  public void sweep() {
    List<Connection> late = new ArrayList<>();
    lock.lock();
    try {
      connections.values().removeIf(this::neverBegan);
      for (Connection connection : connections.values()) {
        if (connection.state() == State.HEAD
            && connection.nanos() > HEAD_WITHIN.toNanos()
            && close(connection, State.HEAD)) {
          headsGivenUp++;
          late.add(connection);
        }
      }
    } finally {
      lock.unlock();
    }
    late.forEach(Connection::shut);
  }

  /** Counts an accepted connection in. The listener closes it when this throws. */
  private void admit(SocketChannel channel) {
    Connection replaced = null;
    lock.lock();
    try {
      var connection = new Connection(channel, nanoTime);
      boolean full = connections.size() - closed >= most || connections.size() >= mostWithClosed;
      if (full && peers.crowds(connection.peer()) && !peers.mayReplace(nanoTime.getAsLong())) {
        shed++;
        throw new TooManyConnectionsException();
      }
      awaitRoom();
      // Two connections can have the same number, if hardly ever: the second is not taken.
      if (connections.size() >= mostWithClosed
          || connections.putIfAbsent(connection.id(), connection) != null) {
        shed++;
        throw new TooManyConnectionsException();
      }
      peers.add(connection.peer());
      if (connections.size() - closed > most) {
        replaced = replaceable(connection);
        // When every connection has a request in progress, the room that closed connections may
        // take is for addresses that have not more than their share.
        boolean refused = replaced == null && peers.crowds(connection.peer());
        if (replaced != null || refused) {
          shed++;
        }
        if (refused) {
          connections.remove(connection.id());
          peers.remove(connection.peer());
          throw new TooManyConnectionsException();
        }
      }
    } finally {
      lock.unlock();
    }
    if (replaced != null) {
      replaced.shut();
    }
  }

  private void awaitRoom() {
    long nanos = ROOM_WITHIN.toNanos();
    try {
      while (connections.size() >= mostWithClosed && nanos > 0) {
        nanos = room.awaitNanos(nanos);
        if (nanos <= 0) {
          connections.values().removeIf(this::neverBegan);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The connection to close in place of a new one, closed already but for its channel. */
  private @Nullable Connection replaceable(Connection added) {
    Connection silent = withoutRequest(true);
    // Who has more than its share does not take the place of one who has not.
    if (silent == null && !peers.crowds(added.peer())) {
      silent = withoutRequest(false);
    }
    if (silent != null) {
      return silent;
    }
    for (Connection connection : connections.values()) {
      if (connection.nanosWriting() > STUCK.toNanos() && close(connection, State.REQUEST)) {
        return connection;
      }
    }
    return null;
  }

  private @Nullable Connection withoutRequest(boolean ofCrowdingPeer) {
    for (Connection connection : connections.values()) {
      State state = connection.state();
      if ((state == State.IDLE || state == State.HEAD)
          && (!ofCrowdingPeer || peers.crowds(connection.peer()))
          && close(connection, state)) {
        return connection;
      }
    }
    return null;
  }

  private boolean close(Connection connection, State from) {
    if (!connection.closeFrom(from)) {
      return false;
    }
    closed++;
    heldByHeads -= connection.held();
    connection.held(0);
    return true;
  }

  /** Helidon gives up some connections before it makes a handler for them, without a word. */
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

  /** For the thread of a connection, when it begins; null when the connection was given up. */
  @Nullable Connection begin(String childSocketId) {
    lock.lock();
    try {
      // "0x" and eight digits, in Helidon 4.4.0
      return connections.get(HexFormat.fromHexDigits(childSocketId, 2, childSocketId.length()));
    } finally {
      lock.unlock();
    }
  }

  /** For the thread of a connection, when it ends. */
  void end(Connection connection) {
    lock.lock();
    try {
      if (connections.remove(connection.id(), connection)) {
        peers.remove(connection.peer());
        if (connection.state() == State.CLOSED) {
          closed--;
        }
        heldByHeads -= connection.held();
        connection.held(0);
        room.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * For the thread of a connection: how many bytes its head takes now. Where heads take too much
   * together, the connections whose heads are not complete are closed, those open longest first.
   *
   * @return false when that did not help: there is no memory for this head
   */
  boolean holds(Connection connection, long bytes) {
    List<Connection> givenUp = new ArrayList<>(0);
    boolean fits;
    lock.lock();
    try {
      if (connection.state() == State.CLOSED) {
        return false;
      }
      heldByHeads += bytes - connection.held();
      connection.held(bytes);
      long limit = mostOfHeads();
      if (heldByHeads > limit && bytes > 0) {
        for (Connection other : connections.values()) {
          if (heldByHeads > limit
              && other != connection
              && other.held() > 0
              && close(other, State.HEAD)) {
            headsGivenUp++;
            givenUp.add(other);
          }
        }
      }
      fits = heldByHeads <= limit || bytes == 0;
      if (!fits) {
        headsGivenUp++;
      }
    } finally {
      lock.unlock();
    }
    givenUp.forEach(Connection::shut);
    return fits;
  }

  /** What the listener is told about a connection that it may not have. */
  private static final class TooManyConnectionsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyConnectionsException() {
      super("too many connections", null, false, false);
    }
  }
}
