package io.sonde.web.connections;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection that tells when it ends, however that happens.
 *
 * <p>Helidon's connection is made when the first head of a request has come. Until then a
 * connection has none of Helidon's objects for requests, and its thread waits with a short stack,
 * which is in the heap. For one thread, but for what the listener asks.
 */
final class CountedConnection implements ServerConnection, InterruptableTask<Void> {
  private final Connection connection;
  private final RequestHeads heads;
  private final Supplier<ServerConnection> http;
  private final Runnable end;
  private volatile @Nullable ServerConnection begun;
  private volatile @Nullable Thread waiting;
  private volatile boolean closed;

  /**
   * @param http makes Helidon's connection
   * @param end is called when the connection ends
   */
  CountedConnection(
      Connection connection, RequestHeads heads, Supplier<ServerConnection> http, Runnable end) {
    this.connection = connection;
    this.heads = heads;
    this.http = http;
    this.end = end;
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    try {
      if (awaitFirst()) {
        begin().handle(limit);
      }
    } finally {
      end.run();
    }
  }

  /**
   * Deprecated in the interface, and without a default: Helidon 4.4.0 calls the method above. To be
   * removed with a Helidon whose {@code ServerConnection} does not have it.
   */
  @Override
  @SuppressWarnings("removal")
  public void handle(Semaphore requests) throws InterruptedException {
    try {
      if (awaitFirst()) {
        begin().handle(requests);
      }
    } finally {
      end.run();
    }
  }

  /** False when the connection was closed before the first head was complete. */
  private boolean awaitFirst() {
    waiting = Thread.currentThread();
    return !closed && heads.awaitFirst() && !closed;
  }

  private ServerConnection begin() {
    ServerConnection made = http.get();
    begun = made;
    return made;
  }

  @Override
  public Duration idleTime() {
    ServerConnection made = begun;
    return made == null ? Duration.ofNanos(connection.nanos()) : made.idleTime();
  }

  @Override
  public void close(boolean interrupt) {
    closed = true;
    ServerConnection made = begun;
    Thread thread = waiting;
    if (made != null) {
      made.close(interrupt);
    } else if (thread != null) {
      thread.interrupt(); // there is no request that it could interrupt
    }
  }

  @Override
  public boolean canInterrupt() {
    ServerConnection made = begun;
    return made == null || (made instanceof InterruptableTask<?> task && task.canInterrupt());
  }

  @Override
  public void run() {
    throw new UnsupportedOperationException("a connection is handled, not run");
  }
}
