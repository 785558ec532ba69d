package io.sonde.targets.http;

import io.sonde.targets.http.config.HttpConfig.ProxyConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the proxy for an address by the configuration or the environment variables {@code
 * https_proxy}, {@code http_proxy} and {@code no_proxy}, in lower case first. Immutable.
 */
final class ProxyRoute extends ProxySelector {
  private final @Nullable URI forHttp;
  private final @Nullable URI forHttps;
  private final NoProxy without;

  private ProxyRoute(@Nullable URI forHttp, @Nullable URI forHttps, NoProxy without) {
    this.forHttp = forHttp;
    this.forHttps = forHttps;
    this.without = without;
  }

  static ProxyRoute of(ProxyConfig config, Map<String, String> environment) {
    URI url = config.url();
    if (url != null) {
      return new ProxyRoute(url, url, new NoProxy(config.noProxy()));
    }
    return new ProxyRoute(
        uri(variable(environment, "http_proxy")),
        uri(variable(environment, "https_proxy")),
        NoProxy.of(variable(environment, "no_proxy")));
  }

  private static String variable(Map<String, String> environment, String name) {
    String lower = environment.getOrDefault(name, "");
    return lower.isEmpty() ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : lower;
  }

  /** Null for an invalid address in the environment: it is ignored, as by other programs. */
  private static @Nullable URI uri(String text) {
    if (text.isBlank()) {
      return null;
    }
    try {
      URI uri = new URI(text.contains("://") ? text.strip() : "http://" + text.strip());
      return uri.getHost() == null ? null : uri;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  @Override
  public List<Proxy> select(URI to) {
    URI proxy = Hop.scheme(to).equals("https") ? forHttps : forHttp;
    if (proxy == null || without.contains(to)) {
      return List.of(Proxy.NO_PROXY);
    }
    int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
    return List.of(
        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port)));
  }

  @Override
  public void connectFailed(URI to, SocketAddress proxy, IOException failure) {
    // The request fails because of it.
  }
}
