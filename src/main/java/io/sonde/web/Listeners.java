package io.sonde.web;

import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.sonde.metrics.Limits;
import io.sonde.web.connections.Connections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
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

  /**
   * The system would let a buffer grow to megabytes, which count as memory of the container. No
   * request is larger than its head, and a buffer is doubled by Linux.
   */
  private static final int RECEIVE_BUFFER = 32 * 1024;

  /** Enough for 25 MB a second to a client that is 10 ms away. */
  private static final int SEND_BUFFER = 256 * 1024;

  private Listeners() {}

  /** Connections of a listener where neither the configuration nor the caller has a bound. */
  private static final int CONNECTIONS = 1000;

  /** The bounds of a listener and what counts against them. */
  record Bound(Connections connections, IntSupplier requests, LongAdder refused, Http1Config http) {
    /** The bounds for the metrics; those of further listeners have its name. */
    List<Limits.Limit> limits(String listener) {
      boolean first = listener.equals(WebServer.DEFAULT_SOCKET_NAME);
      String of = first ? "" : " of " + listener;
      String server = first ? "server." : "server.sockets." + listener + ".";
      return List.of(
          new Limits.Limit(
              "connections" + of,
              server + "max-tcp-connections",
              connections::most,
              connections::open,
              connections::shed),
          new Limits.Limit(
              "requests" + of,
              server + "max-concurrent-requests",
              requests::getAsInt,
              connections::requests,
              refused::sum),
          new Limits.Limit(
              "head_bytes" + of,
              server + "max-tcp-connections",
              connections::mostOfHeads,
              connections::heldByHeads,
              connections::headsGivenUp));
    }
  }

  /**
   * A server with these listeners, without any routing.
   *
   * @param server the node {@code server}
   * @param bounds takes the bound of each listener, by its name
   * @param tls of every listener, instead of that of the nodes; empty to use that of the nodes
   * @param most connections of each listener, by its name, where the nodes say nothing
   */
  static WebServerConfig.Builder bounded(
      Config server, Map<String, Bound> bounds, Optional<Tls> tls, Map<String, Integer> most) {
    WebServerConfig.Builder builder = WebServer.builder();
    Http1Config http = read(builder, List.of(server), tls);
    Config shared = shared(server);
    for (Config socket : server.get("sockets").asNodeList().orElse(List.of())) {
      ListenerConfig.Builder listener = ListenerConfig.builder();
      Http1Config own = read(listener, List.of(shared, socket), tls);
      listener.name(socket.get("name").asString().orElse(socket.name()));
      ListenerConfig built = listener.buildPrototype();
      builder.putSocket(
          built.name(),
          bound(ListenerConfig.builder().from(built), built, own, bounds, most).build());
    }
    WebServerConfig built = builder.buildPrototype();
    // What Helidon makes of server.features is made again, with our observers, by HttpServer.
    return bound(WebServer.builder().from(built).clearFeatures(), built, http, bounds, most);
  }

  /** Applies the nodes in turn, each over the one before. */
  private static Http1Config read(
      ListenerConfig.BuilderBase<?, ?> listener, List<Config> nodes, Optional<Tls> tls) {
    SocketOptions.Builder options =
        SocketOptions.builder()
            .socketReceiveBufferSize(RECEIVE_BUFFER)
            .socketSendBufferSize(SEND_BUFFER);
    Http1Config.Builder http = Http1Config.builder().name("http_1_1");
    for (Config node : nodes) {
      listener.config(node);
      options.config(node.get("connection-options"));
      http.config(node.get("protocols.http_1_1"));
    }
    tls.ifPresent(listener::tls);
    listener.connectionOptions(options.build());
    if (!nodes.getLast().get("use-nio").exists()) {
      // Helidon 4.4.0 loses bytes on plain NIO sockets when the kernel takes a part of a write, and
      // without NIO a permit for each failed TLS handshake. Ends with a Helidon that fixes both.
      listener.useNio(listener.tls().filter(Tls::enabled).isPresent());
    }
    return http.build();
  }

  /**
   * Bounds the connections of a listener in place of Helidon 4.4.0, which at its bound accepts no
   * connection at all. The package {@code web.connections} says what ends this.
   */
  private static <B extends ListenerConfig.BuilderBase<B, ?>> B bound(
      B builder,
      ListenerConfig listener,
      Http1Config http,
      Map<String, Bound> bounds,
      Map<String, Integer> derived) {
    int configured = listener.maxTcpConnections();
    int most = configured > 0 ? configured : derived.getOrDefault(listener.name(), CONNECTIONS);
    int requests = listener.maxConcurrentRequests();
    var connections = new Connections(most);
    var refused = new LongAdder();
    bounds.put(
        listener.name(),
        new Bound(connections, requests > 0 ? () -> requests : connections::most, refused, http));
    return builder
        .directHandlers(ErrorHandlers.direct(refused))
        .maxTcpConnections(-1)
        .connectionOptions(connections.options(listener.connectionOptions()))
        // without protocols Helidon adds no selector of its own
        .clearProtocols()
        .addConnectionSelector(connections.selector(http));
  }

  private static Config shared(Config server) {
    Map<String, String> keys =
        server.detach().asMap().orElse(Map.of()).entrySet().stream()
            .filter(e -> SHARED.contains(e.getKey().split("\\.", 2)[0]))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return Config.just(ConfigSources.create(keys));
  }
}
