package io.sonde.web;

import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads the listeners so that each is bounded: those of {@code server.sockets} take from {@code
 * server} the bounds that they do not set, where Helidon would leave them unbounded.
 */
final class Listeners {
  /** The keys of {@code server} that hold for all listeners; the others tell them apart. */
  private static final Set<String> SHARED =
      Set.of(
          "backlog",
          "connection-options",
          "idle-connection-period",
          "idle-connection-timeout",
          "max-concurrent-requests",
          "max-payload-size",
          "max-tcp-connections",
          "protocols",
          "shutdown-grace-period",
          "write-buffer-size");

  private Listeners() {}

  /** The same, with the TLS that the nodes say. */
  static WebServerConfig.Builder bounded(Config server, Http1ConnectionListener connections) {
    return bounded(server, connections, Optional.empty());
  }

  /**
   * A server with these listeners, without any routing.
   *
   * @param server the node {@code server}
   * @param connections is told of the requests on every listener
   * @param tls of every listener, above what the nodes say; empty to leave it to them
   */
  static WebServerConfig.Builder bounded(
      Config server, Http1ConnectionListener connections, Optional<Tls> tls) {
    WebServerConfig.Builder builder = WebServer.builder();
    read(builder, List.of(server), connections, tls);
    Config shared = shared(server);
    for (Config socket : server.get("sockets").asNodeList().orElse(List.of())) {
      ListenerConfig.Builder listener = ListenerConfig.builder();
      read(listener, List.of(shared, socket), connections, tls);
      listener.name(socket.get("name").asString().orElse(socket.name()));
      ListenerConfig built = listener.build();
      builder.putSocket(built.name(), built);
    }
    return builder;
  }

  /** Applies the nodes in turn, each over the one before. */
  private static void read(
      ListenerConfig.BuilderBase<?, ?> listener,
      List<Config> nodes,
      Http1ConnectionListener connections,
      Optional<Tls> tls) {
    SocketOptions.Builder options = SocketOptions.builder();
    Http1Config.Builder http =
        Http1Config.builder().name("http_1_1").addReceiveListener(connections);
    for (Config node : nodes) {
      listener.config(node);
      options.config(node.get("connection-options"));
      http.config(node.get("protocols.http_1_1"));
    }
    tls.ifPresent(listener::tls);
    listener.connectionOptions(options.build());
    listener.addProtocol(http.build());
    if (!nodes.getLast().get("use-nio").exists()) {
      // 4.4.0 loses bytes on plain NIO sockets, and a permit for each failed handshake without NIO.
      listener.useNio(listener.tls().filter(Tls::enabled).isPresent());
    }
  }

  private static Config shared(Config server) {
    Map<String, String> keys =
        server.detach().asMap().orElse(Map.of()).entrySet().stream()
            .filter(e -> SHARED.contains(e.getKey().split("\\.", 2)[0]))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return Config.just(ConfigSources.create(keys));
  }
}
