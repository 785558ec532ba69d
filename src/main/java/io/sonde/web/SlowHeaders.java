package io.sonde.web;

import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Closes connections whose request line came and whose headers do not end. Helidon never does: its
 * idle timeout spares a connection that has begun a request, so each would be lost until a restart.
 *
 * <p>Thread-safe. Someone has to call {@link #sweep()} from time to time.
 */
final class SlowHeaders implements Http1ConnectionListener {
  private final Map<ConnectionContext, Long> begun = new ConcurrentHashMap<>();
  private volatile long limit;
  private final LongSupplier nanoTime;

  /**
   * @param limit how long the headers may take, from the end of their request line
   */
  SlowHeaders(Duration limit, LongSupplier nanoTime) {
    this.limit = limit.toNanos();
    this.nanoTime = nanoTime;
  }

  @Override
  public void prologue(ConnectionContext connection, HttpPrologue prologue) {
    begun.put(connection, nanoTime.getAsLong());
  }

  @Override
  public void headers(ConnectionContext connection, Headers headers) {
    begun.remove(connection);
  }

  /** From now on no time is given: such a connection must not hold up a stop. */
  void stop() {
    limit = 0;
    sweep();
  }

  /** Closes what has been waiting for too long, and forgets what ended without headers. */
  void sweep() {
    long now = nanoTime.getAsLong();
    begun.forEach((connection, since) -> {
      if (now - since > limit && begun.remove(connection, since)) {
        close(connection);
      }
    });
  }

  /** How many connections are being watched. */
  int pending() {
    return begun.size();
  }

  private static void close(ConnectionContext connection) {
    try {
      connection.serverSocket().close();
    } catch (UncheckedIOException _) {
      // It was closed already, after headers that could not be understood.
    }
  }
}
