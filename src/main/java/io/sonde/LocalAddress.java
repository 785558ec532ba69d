package io.sonde;

import io.helidon.config.Config;
import java.net.URI;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The address of Sonde's own first listener, for targets with the url {@code local}. Until the port
 * is bound, it has the port of the configuration. Thread-safe.
 */
final class LocalAddress implements Supplier<URI> {
  private static final Set<String> ANY = Set.of("", "0.0.0.0", "::", "0:0:0:0:0:0:0:0");

  private record Address(String scheme, String host, int port) {}

  private volatile Address address = new Address("http", "localhost", 0);

  /** Takes the address of the configuration. */
  void configured(Config helidon) {
    Config server = helidon.get("server");
    Config tls = server.get("tls");
    String host = server.get("host").asString().orElse("");
    boolean secure = tls.exists() && tls.get("enabled").asBoolean().orElse(true);
    address =
        new Address(
            secure ? "https" : "http",
            ANY.contains(host) ? "localhost" : host,
            server.get("port").asInt().orElse(0));
  }

  /** Says that the web configuration turns TLS on. */
  void secured() {
    address = new Address("https", address.host, address.port);
  }

  /** Sets the port that the first listener was bound to. */
  void bound(int port) {
    address = new Address(address.scheme, address.host, port);
  }

  @Override
  public URI get() {
    Address now = address;
    String host = now.host.contains(":") ? "[" + now.host + "]" : now.host;
    return URI.create(now.scheme + "://" + host + ":" + now.port);
  }
}
