package io.sonde.targets.jmx;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Accepts connections and says what it likes, until it is closed. */
final class HostileServer implements AutoCloseable {
  /** The connections that were accepted, in their order. */
  final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();

  private final ServerSocket server;
  private final Queue<Socket> all = new ConcurrentLinkedQueue<>();

  HostileServer(Talk talk) throws IOException {
    this(InetAddress.getLoopbackAddress(), talk);
  }

  HostileServer(InetAddress address, Talk talk) throws IOException {
    server = new ServerSocket(0, 50, address);
    Thread.startVirtualThread(() -> {
      try {
        while (true) {
          Socket socket = server.accept();
          all.add(socket);
          accepted.add(socket);
          Thread.startVirtualThread(() -> {
            try {
              talk.to(socket);
            } catch (IOException _) {
              // the other side has closed it
            }
          });
        }
      } catch (IOException _) {
        // closed
      }
    });
  }

  int port() {
    return server.getLocalPort();
  }

  String url() {
    return "localhost:" + port();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : all) {
      socket.close();
    }
  }

  /** What is said to a connection. */
  interface Talk {
    void to(Socket socket) throws IOException;
  }
}
