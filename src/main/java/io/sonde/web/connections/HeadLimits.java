package io.sonde.web.connections;

import io.sonde.web.connections.Connection.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * The limits of the heads of requests: the time of each, and the bytes of all together. Not
 * thread-safe: {@link Connections} has the lock.
 */
final class HeadLimits {
  /** A connection is closed when its head is not complete this long after the first byte. */
  static final Duration WITHIN = Duration.ofSeconds(10);

  /** The bytes that all heads may hold together are this number for each allowed connection. */
  static final long SHARE = 4096;

  private final OpenConnections connections;
  private final IntSupplier most;
  private long givenUp;

  /**
   * The result of {@link #hold}.
   *
   * @param closed connections that were closed to make room; their channels have to be shut
   * @param fits false when there is no memory for the head nevertheless
   */
  record Held(List<Connection> closed, boolean fits) {}

  /**
   * @param most connections that may be open at once
   */
  HeadLimits(OpenConnections connections, IntSupplier most) {
    this.connections = connections;
    this.most = most;
  }

  /** The maximum of bytes that all heads hold together, without the free bytes of each. */
  long mostBytes() {
    return SHARE * most.getAsInt();
  }

  /** How many heads took too long or too many bytes. Their connections were closed. */
  long givenUp() {
    return givenUp;
  }

  /** Closes the connections whose heads take too long. Their channels have to be shut. */
  List<Connection> closeLate() {
    List<Connection> late = new ArrayList<>();
    for (Connection connection : connections.all()) {
      if (connection.state() == State.HEAD
          && connection.nanos() > WITHIN.toNanos()
          && connections.close(connection, State.HEAD)) {
        givenUp++;
        late.add(connection);
      }
    }
    return late;
  }

  /**
   * Sets the bytes that the head of a connection holds. When all heads together hold too many,
   * other connections with incomplete heads are closed, those open longest first.
   */
  Held hold(Connection connection, long bytes) {
    if (connection.state() == State.CLOSED) {
      return new Held(List.of(), false);
    }
    connections.hold(connection, bytes);
    long limit = mostBytes();
    if (bytes == 0 || connections.heldByHeads() <= limit) {
      return new Held(List.of(), true);
    }
    List<Connection> closed = Eviction.heads(connection, limit, connections);
    boolean fits = connections.heldByHeads() <= limit;
    givenUp += closed.size() + (fits ? 0 : 1);
    return new Held(closed, fits);
  }
}
