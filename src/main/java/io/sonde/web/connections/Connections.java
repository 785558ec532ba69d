package io.sonde.web.connections;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.sonde.web.connections.Connection.State;
import java.nio.channels.SocketChannel;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of one listener, and their bound.
 *
 * <p>A connection beyond the bound takes the place of one that has no request in progress: the one
 * that has been open for longest, of an address that has more than its share if there is one. Where
 * there is none, it takes the place of one whose client has taken nothing of its answer for {@link
 * Eviction#STUCK}. Where there is none of these either, the new one is closed. So clients that keep
 * connections open without using them, by silence or by requests that never end, cannot keep others
 * out. Addresses that connect again and again are refused early, see {@link Peers}.
 *
 * <p>The heads of requests (the request line and the headers) are bounded in time and in bytes, of
 * each and of all together. Thread-safe.
 */
public final class Connections {
  private volatile int most; // written under the lock
  private final LongSupplier nanoTime;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();

  // Guarded by the lock.
  private final OpenConnections connections;
  private final HeadLimits heads;
  private final Admission admission;
  private final Turns turns = new Turns();

  /**
   * @param most connections that may be open at once
   */
  public Connections(int most) {
    this(most, System::nanoTime);
  }

  Connections(int most, LongSupplier nanoTime) {
    this.most = most;
    this.nanoTime = nanoTime;
    this.connections = new OpenConnections(this::most);
    this.heads = new HeadLimits(connections, this::most);
    this.admission = new Admission(connections, this::most, room, nanoTime);
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

  /**
   * Changes the bound. Connections beyond it stay open until new ones come, each of which then
   * takes the place of an old one.
   */
  public void most(int connections) {
    lock.lock();
    try {
      most = connections;
    } finally {
      lock.unlock();
    }
  }

  /** Connections that are open now. */
  public int open() {
    return locked(connections::open);
  }

  /** Connections that are open, or closed without having ended yet. */
  int known() {
    return locked(connections::known);
  }

  /** Connections with a request in progress. */
  public int requests() {
    return locked(
        () -> (int) connections.all().stream().filter(one -> one.state() == State.REQUEST).count());
  }

  /** Connections that were closed, or not taken, because there were too many. */
  public long shed() {
    return locked(() -> admission.shed() + turns.refused());
  }

  /** Bytes that the heads of all requests may take together, beyond what each of them may. */
  public long mostOfHeads() {
    return heads.mostBytes();
  }

  /** How many of these are taken. */
  public long heldByHeads() {
    return locked(connections::heldByHeads);
  }

  /** Connections that were closed because the head of their request took too long or too much. */
  public long headsGivenUp() {
    return locked(heads::givenUp);
  }

  /** Closes connections with slow heads, and forgets those that never began. To be called often. */
  public void sweep() {
    List<Connection> late =
        locked(() -> {
          connections.forgetUnbegun();
          return heads.closeLate();
        });
    late.forEach(Connection::shut);
  }

  /** Counts an accepted connection in. The listener closes it when this throws. */
  private void admit(SocketChannel channel) {
    Connection replaced = null;
    lock.lock();
    try {
      replaced = admission.admit(new Connection(channel, nanoTime));
    } finally {
      lock.unlock();
    }
    if (replaced != null) {
      replaced.shut();
    }
  }

  /** For the thread of a connection, when it begins; null when the connection was given up. */
  @Nullable Connection begin(String childSocketId) {
    lock.lock();
    try {
      // "0x" and eight digits in Helidon 4.4.0. Ends with a Helidon that gives the connection
      // itself.
      return connections.find(HexFormat.fromHexDigits(childSocketId, 2, childSocketId.length()));
    } finally {
      lock.unlock();
    }
  }

  /**
   * For the thread of a connection with a whole head: waits for its turn. In a flood of refused
   * connections, addresses with more than their share have {@link Turns#EACH_SECOND} requests a
   * second, so that the processor is left for the listener and for other addresses.
   *
   * @return false when the wait would be too long
   */
  boolean awaitTurn(Connection connection) {
    long nanos;
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      if (!connections.isFlood(now) || !connections.crowds(connection)) {
        return true;
      }
      nanos = turns.next(now);
      if (nanos < 0) {
        return false;
      }
    } finally {
      lock.unlock();
    }
    connection.pause(nanos);
    return true;
  }

  /** For the thread of a connection, when it ends. */
  void end(Connection connection) {
    lock.lock();
    try {
      if (connections.remove(connection)) {
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
    HeadLimits.Held held = locked(() -> heads.hold(connection, bytes));
    held.closed().forEach(Connection::shut);
    return held.fits();
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
