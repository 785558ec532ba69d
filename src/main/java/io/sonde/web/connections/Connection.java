package io.sonde.web.connections;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One open connection and what it is doing. Thread-safe. */
final class Connection {
  /** What a connection does; from any of them it can come to {@link #CLOSED}. */
  enum State {
    /**
     * Accepted; its thread has not begun. It must not be closed: Helidon would lose track of it.
     */
    ACCEPTED,
    /** No byte of a request has come since the last answer. */
    IDLE,
    /** The head of a request has begun and not ended. */
    HEAD,
    /** A request is being answered. */
    REQUEST,
    /** Closed by us; its thread may still have to notice. */
    CLOSED
  }

  private final int id;
  private final SocketChannel channel;
  private final Object peer;
  private final LongSupplier nanoTime;
  private final AtomicReference<State> state = new AtomicReference<>(State.ACCEPTED);
  private volatile long since;
  private volatile long writingSince;
  private volatile boolean writing;
  private volatile @Nullable Thread pausing;

  /** Bytes of heads beyond what each connection may have; written by {@link Connections} alone. */
  private volatile long held;

  Connection(SocketChannel channel, LongSupplier nanoTime) {
    this.id = System.identityHashCode(channel);
    this.channel = channel;
    this.peer = Peers.of(channel);
    this.nanoTime = nanoTime;
    this.since = nanoTime.getAsLong();
  }

  /** The number that Helidon names it by. */
  int id() {
    return id;
  }

  /** The address of its client. */
  Object peer() {
    return peer;
  }

  State state() {
    return state.get();
  }

  /** False when its channel is closed, by whomever. */
  boolean isOpen() {
    return channel.isOpen();
  }

  /** For how long it has been in its state. */
  long nanos() {
    return nanoTime.getAsLong() - since;
  }

  /** For how long it has been waiting for its client to take bytes; 0 when it does not write. */
  long nanosWriting() {
    return writing ? nanoTime.getAsLong() - writingSince : 0;
  }

  /** For its own thread: goes on to another state, unless it was closed. */
  boolean become(State next) {
    State now = state.get();
    if (now == next) {
      return true;
    }
    since = nanoTime.getAsLong();
    return now != State.CLOSED && state.compareAndSet(now, next);
  }

  void beginWrite() {
    writingSince = nanoTime.getAsLong();
    writing = true;
  }

  void endWrite() {
    writing = false;
  }

  /** Makes it closed, if it still is in that state; {@link #shut} has to follow. */
  boolean closeFrom(State expected) {
    return state.compareAndSet(expected, State.CLOSED);
  }

  /** For its own thread: waits for so long, or until it is closed. */
  void pause(long nanos) {
    pausing = Thread.currentThread();
    if (state.get() != State.CLOSED) {
      LockSupport.parkNanos(nanos);
    }
    pausing = null;
  }

  /** Closes the channel, whatever is going on there. */
  void shut() {
    LockSupport.unpark(pausing);
    try {
      channel.close();
    } catch (IOException _) {
      // It is closed for us in any case.
    }
  }

  long held() {
    return held;
  }

  void held(long bytes) {
    held = bytes;
  }
}
