package io.sonde.web.connections;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** A connection of Helidon's that tells when it ends, however that happens. */
final class CountedConnection implements ServerConnection, InterruptableTask<Void> {
  private final ServerConnection connection;
  private final Runnable end;

  CountedConnection(ServerConnection connection, Runnable end) {
    this.connection = connection;
    this.end = end;
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    try {
      connection.handle(limit);
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
      connection.handle(requests);
    } finally {
      end.run();
    }
  }

  @Override
  public Duration idleTime() {
    return connection.idleTime();
  }

  @Override
  public void close(boolean interrupt) {
    connection.close(interrupt);
  }

  @Override
  public boolean canInterrupt() {
    return connection instanceof InterruptableTask<?> task && task.canInterrupt();
  }

  @Override
  public void run() {
    throw new UnsupportedOperationException("a connection is handled, not run");
  }
}
