package io.sonde.targets.jmx.rmi;

import io.sonde.targets.Reading;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The open sockets of one target, which a reading closes all at once, whatever they are doing.
 *
 * <p>Thread-safe. The sockets here are plain ones, also below TLS: closing them never waits.
 */
public final class RmiSockets {
  private final Set<Socket> open = new HashSet<>();
  private @Nullable Reading turn;
  private boolean shut;

  /** Begins a turn. */
  public synchronized void begin(Reading reading) {
    turn = reading;
  }

  /** Ends the turn: its reading, should it come late, does not harm the next one. */
  public synchronized void end() {
    turn = null;
  }

  /** Closes all sockets, if this turn is the one under way. */
  public synchronized void abort(Reading reading) {
    if (turn == reading) {
      closeAll();
    }
  }

  /** Closes all sockets, and refuses others until it is opened again. */
  public synchronized void shut() {
    shut = true;
    closeAll();
  }

  /** Takes sockets again. */
  public synchronized void reopen() {
    shut = false;
  }

  private void closeAll() {
    Set.copyOf(open).forEach(this::close);
  }

  private synchronized void keep(Socket socket) throws IOException {
    if (shut) {
      throw new IOException("closed");
    }
    open.add(socket);
  }

  /** Connects; the message of a failure names host and port. */
  public Socket connect(String host, int port, Reading reading) throws IOException {
    String place = place(host, port);
    var address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IOException(place + ": the host name is not known");
    }
    Socket socket = new Socket();
    keep(socket);
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.connect(address, reading.millisLeft());
      return socket;
    } catch (SocketTimeoutException e) {
      close(socket);
      throw timeout(place + ": no connection in time", e);
    } catch (IOException e) {
      close(socket);
      throw new IOException(place + ": " + e.getMessage(), e);
    }
  }

  public void close(Socket socket) {
    synchronized (this) {
      open.remove(socket);
    }
    try {
      socket.close();
    } catch (IOException _) {
      // it is of no use any more
    }
  }

  public static SocketTimeoutException timeout(String message, Throwable cause) {
    var timeout = new SocketTimeoutException(message);
    timeout.initCause(cause);
    return timeout;
  }

  public static String place(String host, int port) {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
