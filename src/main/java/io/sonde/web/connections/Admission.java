package io.sonde.web.connections;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an accepted connection stays open, and which one has to go for it. Not
 * thread-safe: {@link Connections} has the lock.
 */
final class Admission {
  /** How long the listener waits for closed connections to end before it refuses new ones. */
  private static final Duration ROOM_WITHIN = Duration.ofSeconds(1);

  private final OpenConnections connections;
  private final IntSupplier most;
  private final Condition room;
  private final LongSupplier nanoTime;
  private long shed;

  /**
   * @param most connections that may be open at once
   * @param room signalled when a connection has ended
   */
  Admission(OpenConnections connections, IntSupplier most, Condition room, LongSupplier nanoTime) {
    this.connections = connections;
    this.most = most;
    this.room = room;
    this.nanoTime = nanoTime;
  }

  /** Connections that were refused or replaced. */
  long shed() {
    return shed;
  }

  /**
   * Counts an accepted connection in.
   *
   * @return the connection that it replaces, whose channel has to be shut without the lock; null
   *     when there is room
   * @throws TooManyConnectionsException when there is no room for it
   */
  @Nullable Connection admit(Connection connection) {
    boolean full = connections.open() >= most.getAsInt() || isOverfull();
    if (full) {
      connections.came(nanoTime.getAsLong());
    }
    if (!full || !connections.crowds(connection)) {
      awaitRoom();
    } else if (!connections.mayReplace()) {
      throw refused();
    }
    if (isOverfull() || !connections.add(connection)) {
      throw refused();
    }
    if (connections.open() <= most.getAsInt()) {
      return null;
    }
    Connection replaced = Eviction.oneFor(connection, connections);
    if (replaced != null) {
      shed++;
    } else if (connections.crowds(connection)) {
      // Every connection has a request in progress. The room that closed connections may take is
      // for addresses that have not more than their share.
      connections.remove(connection);
      throw refused();
    }
    return replaced;
  }

  private TooManyConnectionsException refused() {
    shed++;
    return new TooManyConnectionsException();
  }

  /** With those that were closed and have not noticed: each holds memory until it does. */
  private boolean isOverfull() {
    int bound = most.getAsInt();
    return connections.known() >= bound + Math.max(8, bound / 4);
  }

  /**
   * Waits for closed connections to end, where there are too many of them. Everybody who connects
   * waits meanwhile, so this is not for addresses that have more than their share.
   */
  private void awaitRoom() {
    long nanos = ROOM_WITHIN.toNanos();
    try {
      while (isOverfull() && nanos > 0) {
        nanos = room.awaitNanos(nanos);
        if (nanos <= 0) {
          connections.forgetUnbegun();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
