package io.sonde.web;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.sonde.testing.Settings;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListenersTest {
  private static final Map<String, Integer> DERIVED = Map.of("@default", 600, "admin", 60);

  private final Map<String, Listeners.Bound> bounds = new HashMap<>();

  private WebServerConfig read(String yaml) {
    return Listeners.bounded(
            Settings.of(yaml).helidon().get("server"), bounds, Optional.empty(), DERIVED)
        .buildPrototype();
  }

  private static ListenerConfig socket(WebServerConfig server, String name) {
    return requireNonNull(server.sockets().get(name), name);
  }

  private Http1Config http(ListenerConfig listener) {
    return requireNonNull(bounds.get(listener.name())).http();
  }

  private int connections(ListenerConfig listener) {
    return requireNonNull(bounds.get(listener.name())).connections().most();
  }

  private void bounded(ListenerConfig listener) {
    assertThat(listener.protocols()).as("protocols, each with a selector of Helidon's").isEmpty();
    assertThat(listener.connectionSelectors()).hasSize(1);
    assertThat(listener.maxTcpConnections()).as("Helidon's bound").isEqualTo(-1);
    assertThat(connections(listener)).isEqualTo(DERIVED.getOrDefault(listener.name(), 1000));
    assertThat(listener.maxConcurrentRequests()).isEqualTo(-1);
    assertThat(listener.maxPayloadSize()).isZero();
    assertThat(listener.idleConnectionTimeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(listener.idleConnectionPeriod()).isEqualTo(Duration.ofSeconds(15));
    assertThat(listener.shutdownGracePeriod()).isEqualTo(Duration.ofSeconds(10));
    assertThat(listener.connectionOptions().socketOptions())
        .containsEntry(StandardSocketOptions.TCP_NODELAY, true)
        .containsEntry(StandardSocketOptions.SO_RCVBUF, 32 * 1024)
        .containsEntry(StandardSocketOptions.SO_SNDBUF, 256 * 1024);
    assertThat(listener.useNio()).isFalse();
    assertThat(http(listener).maxHeadersSize()).isEqualTo(16_384);
    assertThat(http(listener).maxPrologueLength()).isEqualTo(8192);
    assertThat(http(listener).validateResponseHeaders()).isTrue();
    assertThat(http(listener).receiveListeners()).isEmpty();
    assertThat(http(listener).sendListeners()).isEmpty();
  }

  @Test
  void everyListenerIsBounded() {
    WebServerConfig server =
        read("server: {sockets: {admin: {port: 1234}, other: {host: localhost}}}");

    bounded(server);
    assertThat(server.sockets()).containsOnlyKeys("admin", "other");
    server.sockets().values().forEach(this::bounded);
    assertThat(socket(server, "admin").port()).isEqualTo(1234);
    assertThat(socket(server, "other").port()).isZero();
    assertThat(socket(server, "admin").name()).isEqualTo("admin");
  }

  @Test
  void aListenerTakesFromTheServerWhatItDoesNotSet() {
    WebServerConfig server =
        read(
            """
            server:
              max-tcp-connections: 50
              max-concurrent-requests: 40
              protocols: {http_1_1: {max-prologue-length: 500}}
              connection-options: {socket-send-buffer-size: 100000}
              sockets:
                admin:
                  max-concurrent-requests: 4
                  protocols: {http_1_1: {max-headers-size: 3000}}
                  connection-options: {tcp-no-delay: false}
            """);

    ListenerConfig admin = socket(server, "admin");
    assertThat(connections(admin)).isEqualTo(50);
    assertThat(admin.maxConcurrentRequests()).isEqualTo(4);
    assertThat(http(admin).maxHeadersSize()).isEqualTo(3000);
    assertThat(http(admin).maxPrologueLength()).isEqualTo(500);
    assertThat(http(admin).validateResponseHeaders()).isTrue();
    assertThat(admin.connectionOptions().socketOptions())
        .containsEntry(StandardSocketOptions.TCP_NODELAY, false)
        .containsEntry(StandardSocketOptions.SO_SNDBUF, 100_000);
    assertThat(server.maxConcurrentRequests()).isEqualTo(40);
    assertThat(http(server).maxHeadersSize()).isEqualTo(16_384);
  }

  @Test
  void whatTellsListenersApartIsNotShared() {
    WebServerConfig server =
        read("server: {backlog: 7, sockets: {admin: {}}, tls: {enabled: false}}");

    ListenerConfig admin = socket(server, "admin");
    assertThat(admin.backlog()).isEqualTo(7);
    assertThat(admin.host()).isEqualTo("0.0.0.0");
    assertThat(admin.tls()).isEmpty();
  }

  @Test
  void nioIsForTlsUnlessSaidOtherwise() {
    WebServerConfig server =
        read(
            """
            server:
              sockets:
                plain: {}
                off: {tls: {enabled: false}}
                secure: {tls: {trust-all: true}}
                told: {use-nio: true}
                refused: {use-nio: false, tls: {trust-all: true}}
            """);

    assertThat(server.useNio()).isFalse();
    assertThat(socket(server, "plain").useNio()).isFalse();
    assertThat(socket(server, "off").useNio()).isFalse();
    assertThat(socket(server, "secure").useNio()).isTrue();
    assertThat(socket(server, "told").useNio()).isTrue();
    assertThat(socket(server, "refused").useNio()).isFalse();
  }
}
