package io.sonde.vitals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Checks that virtual threads run: one of them waits for a byte, parks for a moment, and counts. It
 * needs the same parts of the JVM as every request and every read: carriers, the poller of sockets,
 * and the timer. An {@code OutOfMemoryError} ends these parts without a message.
 */
final class VirtualThreadCheck implements AutoCloseable {
  private final Pipe pipe;
  private final AtomicLong rounds = new AtomicLong();
  private final ByteBuffer ball = ByteBuffer.allocate(1); // used by the caller of play() only

  private VirtualThreadCheck(Pipe pipe) {
    this.pipe = pipe;
  }

  static VirtualThreadCheck start() throws IOException {
    Pipe pipe = Pipe.open();
    pipe.sink().configureBlocking(false);
    var threads = new VirtualThreadCheck(pipe);
    Thread.ofVirtual().name("sonde-virtual").start(threads::answer);
    return threads;
  }

  /** Sends the byte; {@link #rounds()} changes soon after. For one thread. */
  void play() {
    try {
      pipe.sink().write(ball.clear());
    } catch (IOException _) {
      // The pipe is closed, or full because the virtual thread does not answer.
    }
  }

  long rounds() {
    return rounds.get();
  }

  private void answer() {
    ByteBuffer caught = ByteBuffer.allocate(1);
    try {
      while (pipe.source().read(caught.clear()) > 0) {
        LockSupport.parkNanos(1000);
        rounds.incrementAndGet();
      }
    } catch (IOException _) {
      // closed
    }
  }

  @Override
  public void close() {
    try (var _ = pipe.sink();
        var _ = pipe.source()) {
      // Closes both.
    } catch (IOException _) {
      // Nothing more can be done to close them.
    }
  }
}
