package io.sonde.targets.http;

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
 * @param headers sent with each request; each may be secret
 * @param maxBody the most bytes of an answer's body, after which the read fails
 * @param statuses the statuses that count as success
 */
public record HttpConfig(
    String name,
    URI url,
    Map<String, Secret> headers,
    @Nullable BasicAuth basicAuth,
    @Nullable Secret bearerToken,
    @Nullable TlsConfig tls,
    boolean followRedirects,
    long maxBody,
    Statuses statuses)
    implements TargetConfig {
  static final String KIND = "http";

  /** Sonde itself, wherever its first listener was bound. */
  public static final URI LOCAL = URI.create("local");

  public HttpConfig {
    headers = Map.copyOf(headers);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public List<Secret> credentials() {
    var secrets = new ArrayList<>(headers.values());
    if (bearerToken != null) {
      secrets.add(bearerToken);
    }
    if (basicAuth != null) {
      secrets.add(basicAuth.password());
    }
    return secrets;
  }

  @Override
  public String toString() {
    return "http target " + name;
  }

  /** User name and password of HTTP's basic authentication. */
  public record BasicAuth(String username, Secret password) {}

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
