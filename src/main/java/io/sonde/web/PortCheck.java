package io.sonde.web;

import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** Asks the operating system for the ports of a server before the server does. */
final class PortCheck {
  private PortCheck() {}

  /**
   * Binds all listeners at once, as the server would, and frees them again.
   *
   * @throws IOException that names the address, where it was configured, and the reason
   */
  static void check(WebServerConfig server) throws IOException {
    Deque<ServerSocketChannel> bound = new ArrayDeque<>();
    try {
      bound.push(bind(server, "server.port"));
      for (Map.Entry<String, ListenerConfig> socket : server.sockets().entrySet()) {
        bound.push(bind(socket.getValue(), "server.sockets." + socket.getKey() + ".port"));
      }
    } finally {
      for (ServerSocketChannel channel : bound) {
        channel.close();
      }
    }
  }

  private static ServerSocketChannel bind(ListenerConfig listener, String key) throws IOException {
    SocketAddress address =
        listener
            .bindAddress()
            .orElseGet(
                () -> new InetSocketAddress(listener.address(), Math.max(listener.port(), 0)));
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      if (address instanceof InetSocketAddress) {
        listener.configureSocket(channel);
        channel.bind(address, listener.backlog());
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw new IOException(
          "%s: cannot listen on %s: %s".formatted(key, text(address), e.getMessage()), e);
    }
  }

  private static String text(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
        : address.toString();
  }
}
