package io.sonde.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to a server on the loopback that can be down, dead or deaf, and counts who comes: what a
 * network does to a target, without harming the server.
 */
public final class Proxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile State state = State.UP;

  /** Forwards; closes whoever comes; takes connections and bytes, and says nothing. */
  public enum State {
    UP,
    DOWN,
    DEAF
  }

  public Proxy(int server) throws IOException {
    this.server = server;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("proxy").start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Connections that came, in whatever state. */
  public int accepted() {
    return accepted.get();
  }

  /** Connections that are open on the client's side. */
  public int open() {
    return sockets.size();
  }

  /** From now on; what is open lives on, unless the state is down. */
  public void become(State next) {
    state = next;
    if (next == State.DOWN) {
      sockets.forEach(Proxy::end);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private void serve(Socket client) {
    if (state == State.DOWN) {
      end(client);
      return;
    }
    sockets.add(client);
    try (client;
        var upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      Thread back = Thread.ofVirtual().start(() -> pump(upstream, client));
      pump(client, upstream);
      back.join();
    } catch (IOException | InterruptedException e) {
      // The client sees its connection closed.
    } finally {
      sockets.remove(client);
    }
  }

  private void pump(Socket from, Socket to) {
    var bytes = new byte[8192];
    try {
      int read;
      while ((read = from.getInputStream().read(bytes)) >= 0) {
        if (state != State.DEAF) {
          to.getOutputStream().write(bytes, 0, read);
        }
      }
    } catch (IOException e) {
      // As if it had been the end.
    } finally {
      try {
        to.shutdownOutput();
      } catch (IOException e) {
        // Closed already.
      }
    }
  }

  private static void end(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (SocketException e) {
      // Closed already.
    }
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    become(State.DOWN);
  }
}
