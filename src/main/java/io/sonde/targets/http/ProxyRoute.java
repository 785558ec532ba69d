package io.sonde.targets.http;

import io.sonde.targets.ReadException;
import io.sonde.targets.Secret;
import io.sonde.targets.http.config.HttpConfig.ProxyConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the proxy for an address by the configuration or the environment variables {@code
 * https_proxy}, {@code http_proxy} and {@code no_proxy}, in lower case first. Immutable.
 */
final class ProxyRoute extends ProxySelector {
  private static final String AUTHORIZATION = "Proxy-Authorization";

  private final @Nullable URI forHttp;
  private final @Nullable URI forHttps;
  private final NoProxy noProxy;
  private final @Nullable String username;
  private final @Nullable Secret password;

  private ProxyRoute(
      @Nullable URI forHttp,
      @Nullable URI forHttps,
      NoProxy noProxy,
      @Nullable String username,
      @Nullable Secret password) {
    this.forHttp = forHttp;
    this.forHttps = forHttps;
    this.noProxy = noProxy;
    this.username = username;
    this.password = password;
  }

  static ProxyRoute of(ProxyConfig config, Map<String, String> environment) {
    URI url = config.url();
    if (url != null) {
      return new ProxyRoute(
          url, url, new NoProxy(config.noProxy()), config.username(), config.password());
    }
    return new ProxyRoute(
        uri(variable(environment, "http_proxy")),
        uri(variable(environment, "https_proxy")),
        NoProxy.of(variable(environment, "no_proxy")),
        null,
        null);
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
    URI proxy = proxy(to);
    if (proxy == null) {
      return List.of(Proxy.NO_PROXY);
    }
    int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
    return List.of(
        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port)));
  }

  private @Nullable URI proxy(URI to) {
    return noProxy.contains(to) ? null : Hop.scheme(to).equals("https") ? forHttps : forHttp;
  }

  /**
   * Adds the credentials for the proxy: those of the configuration, or the user information of the
   * variable. The client sends this header to the proxy only, and not at all when there is none.
   */
  void authorize(HttpRequest.Builder builder, URI to) throws ReadException {
    URI proxy = proxy(to);
    if (username != null && password != null) {
      HttpRequests.set(builder, AUTHORIZATION, HttpRequests.basic(username, password));
    } else if (proxy != null && proxy.getUserInfo() != null) {
      String[] pair = proxy.getUserInfo().split(":", 2);
      Secret secret = Secret.of(pair.length == 1 ? "" : pair[1]);
      HttpRequests.set(builder, AUTHORIZATION, HttpRequests.basic(pair[0], secret));
    }
  }

  @Override
  public void connectFailed(URI to, SocketAddress proxy, IOException failure) {
    // The request fails because of it.
  }
}
