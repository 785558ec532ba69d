package io.sonde.targets.jmx.rmi;

import io.sonde.targets.Reading;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The open sockets of one session. Another thread can close all of them at any time.
 *
 * <p>Thread-safe. With TLS these are the sockets below it, since closing those never blocks.
 */
final class RmiSockets {
  private final Set<Socket> open = new HashSet<>();
  private boolean shut;

  /** Closes all sockets and accepts no more. */
  void shut() {
    Set<Socket> all;
    synchronized (this) {
      shut = true;
      all = Set.copyOf(open);
      open.clear();
    }
    all.forEach(RmiSockets::discard);
  }

  private synchronized void keep(Socket socket) throws IOException {
    if (shut) {
      throw new IOException("closed");
    }
    open.add(socket);
  }

  /**
   * Connects; the message of a failure names host and port.
   *
   * @param known the address of the host; null to look it up
   */
  Socket connect(String host, @Nullable InetAddress known, int port, Reading reading)
      throws IOException {
    String place = place(host, port);
    var address =
        known == null ? new InetSocketAddress(host, port) : new InetSocketAddress(known, port);
    if (address.isUnresolved()) {
      throw new IOException(place + ": the host name is not known");
    }
    Socket socket = new Socket();
    boolean connected = false;
    try {
      keep(socket);
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.connect(address, reading.millisLeft());
      connected = true;
      return socket;
    } catch (SocketTimeoutException e) {
      throw timeout(place + ": no connection in time", e);
    } catch (IOException e) {
      throw new IOException(place + ": " + e.getMessage(), e);
    } finally {
      if (!connected) {
        close(socket);
      }
    }
  }

  void close(Socket socket) {
    synchronized (this) {
      open.remove(socket);
    }
    discard(socket);
  }

  private static void discard(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // it is unusable
    }
  }

  static SocketTimeoutException timeout(String message, Throwable cause) {
    var timeout = new SocketTimeoutException(message);
    timeout.initCause(cause);
    return timeout;
  }

  static String place(String host, int port) {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
