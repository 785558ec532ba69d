package io.sonde.targets.http.config;

import io.sonde.targets.Address;
import io.sonde.targets.Secret;
import io.sonde.targets.TargetConfig;
import io.sonde.targets.TlsConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP API. Immutable.
 *
 * @param url the base, without a query; the path of the collector is appended to its path; or
 *     {@link #LOCAL}
 */
public record HttpConfig(
    String name,
    URI url,
    Access access,
    @Nullable TlsConfig tls,
    @Nullable ProxyConfig proxy,
    Redirects redirects,
    Answers answers)
    implements TargetConfig {
  /** The key of the kind. */
  public static final String KIND = "http";

  /** Sonde itself, at the address of its first listener. */
  public static final URI LOCAL = URI.create("local");

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String address() {
    return Address.of(url);
  }

  @Override
  public List<Secret> credentials() {
    List<Secret> secrets = new ArrayList<>(access.credentials());
    if (proxy != null && proxy.password() != null) {
      secrets.add(proxy.password());
    }
    return secrets;
  }

  @Override
  public String toString() {
    return "http target " + name;
  }

  /**
   * Headers and credentials of each request; at most one of the last four is set.
   *
   * @param headers sent with each request; each may be secret
   */
  public record Access(
      Map<String, Secret> headers,
      @Nullable BasicAuth basicAuth,
      @Nullable Secret bearerToken,
      @Nullable OAuth2Config oauth2,
      @Nullable LoginConfig login) {
    public Access {
      headers = Map.copyOf(headers);
    }

    private List<Secret> credentials() {
      List<Secret> secrets = new ArrayList<>(headers.values());
      if (bearerToken != null) {
        secrets.add(bearerToken);
      }
      if (basicAuth != null) {
        secrets.add(basicAuth.password());
      }
      if (oauth2 != null) {
        secrets.add(oauth2.clientSecret());
        secrets.addAll(oauth2.endpointParams().values());
      }
      if (login != null && login.body() != null) {
        secrets.add(login.body());
      }
      return secrets;
    }
  }

  /** User name and password of HTTP's basic authentication. */
  public record BasicAuth(String username, Secret password) {}

  /**
   * OAuth2's client credentials.
   *
   * @param endpointParams further parameters for the token server
   * @param inBody true to send client id and secret in the body instead of basic authentication
   * @param tls of the token server; null for the JVM's own
   */
  public record OAuth2Config(
      URI tokenUrl,
      String clientId,
      Secret clientSecret,
      List<String> scopes,
      Map<String, Secret> endpointParams,
      boolean inBody,
      @Nullable TlsConfig tls) {
    public OAuth2Config {
      scopes = List.copyOf(scopes);
      endpointParams = Map.copyOf(endpointParams);
    }
  }

  /**
   * A login request that returns a token for later requests.
   *
   * @param path appended to the base URL
   * @param body the body of the request; null for an empty body
   * @param token a JSONPath to the token in the answer
   * @param header the header that carries the token
   * @param value its value, with {@code {token}} in it
   */
  public record LoginConfig(
      String path, @Nullable Secret body, String token, String header, String value) {}

  /**
   * The proxy for a target.
   *
   * @param url null for the proxy that the environment names
   * @param noProxy hosts that are contacted without it, as in the variable NO_PROXY
   */
  public record ProxyConfig(
      @Nullable URI url,
      @Nullable String username,
      @Nullable Secret password,
      List<String> noProxy) {
    public ProxyConfig {
      noProxy = List.copyOf(noProxy);
    }
  }

  /**
   * Redirects that are followed.
   *
   * @param hosts other hosts than the target's that a redirect may lead to; {@code *.example.com}
   *     for all below a name
   */
  public record Redirects(boolean follow, List<String> hosts) {
    public Redirects {
      hosts = List.copyOf(hosts);
    }
  }

  /**
   * Limits of the answers of the target.
   *
   * @param maxBody the maximum number of bytes of the answers of one read
   * @param statuses the statuses that count as success
   * @param retries how often a request is tried again, 0 to 3
   */
  public record Answers(long maxBody, Statuses statuses, int retries) {}

  /** Ranges of HTTP statuses, both ends included. */
  public record Statuses(List<Range> ranges) {
    public Statuses {
      ranges = List.copyOf(ranges);
    }

    /** True when the status is in one of the ranges. */
    public boolean contains(int status) {
      return ranges.stream().anyMatch(r -> r.from <= status && status <= r.to);
    }

    /** From one status to another, both included. */
    public record Range(int from, int to) {}
  }
}
