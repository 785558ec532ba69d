package io.sonde.vitals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Finds out whether virtual threads run: one of them waits for a byte, then for a moment, and
 * counts. It needs what every request and every read needs of the JVM, and what an {@code
 * OutOfMemoryError} there ends without a word: carriers, the poller of sockets, the timer.
 */
final class VirtualThreads implements AutoCloseable {
  private final Pipe pipe;
  private final AtomicLong rounds = new AtomicLong();
  private final ByteBuffer ball = ByteBuffer.allocate(1); // for the caller of play alone

  private VirtualThreads(Pipe pipe) {
    this.pipe = pipe;
  }

  static VirtualThreads start() throws IOException {
    Pipe pipe = Pipe.open();
    pipe.sink().configureBlocking(false);
    var threads = new VirtualThreads(pipe);
    Thread.ofVirtual().name("sonde-virtual").start(threads::answer);
    return threads;
  }

  /** Sends the byte; {@link #rounds()} changes soon after. For one thread. */
  void play() {
    try {
      pipe.sink().write(ball.clear());
    } catch (IOException _) {
      // The pipe is closed, or full since nobody answers.
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
      // Both are closed whatever happens.
    } catch (IOException _) {
      // They are closed for us in any case.
    }
  }
}
