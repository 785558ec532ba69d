package io.sonde;

import io.helidon.config.Config;
import java.net.URI;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Where Sonde itself answers HTTP, for targets with the url {@code local}. Until the port is bound,
 * it is the one of the configuration. Thread-safe.
 */
final class LocalAddress implements Supplier<URI> {
  private static final Set<String> ANY = Set.of("", "0.0.0.0", "::", "0:0:0:0:0:0:0:0");

  private final String scheme;
  private final String host;
  private volatile int port;

  LocalAddress(Config helidon) {
    Config server = helidon.get("server");
    Config tls = server.get("tls");
    String configured = server.get("host").asString().orElse("");
    this.scheme = tls.exists() && tls.get("enabled").asBoolean().orElse(true) ? "https" : "http";
    this.host = ANY.contains(configured) ? "localhost" : configured;
    this.port = server.get("port").asInt().orElse(0);
  }

  void bound(int port) {
    this.port = port;
  }

  @Override
  public URI get() {
    return URI.create(scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
  }
}
