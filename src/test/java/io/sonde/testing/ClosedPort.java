package io.sonde.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of the loopback address that refuses connections. It is bound without a listener, so that
 * the system gives it to nobody else.
 *
 * <p>A server that a test starts can listen on it all the same, as often as it likes: Linux allows
 * that for sockets with {@code SO_REUSEADDR} while only one of them listens, and servers set it.
 * While no server listens, connections are refused. Thread-safe.
 */
public final class ClosedPort implements AutoCloseable {
  private final Socket socket = new Socket();

  public ClosedPort() throws IOException {
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  public int number() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
