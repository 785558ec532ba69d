package io.sonde.targets.jmx;

import io.sonde.targets.Secret;
import io.sonde.targets.TargetConfig;
import io.sonde.targets.TlsConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JMX server. Immutable.
 *
 * @param url {@code local} for Sonde's own JVM, a {@code service:jmx:} URL, or {@code host:port}
 * @param tls for the registry and the connection; null for plain text
 * @param plainRegistry true when the registry does not use TLS although the server does
 * @param allowOtherHost true when the registry may name another host than its own
 * @param maxBody the most bytes of one answer
 */
public record JmxConfig(
    String name,
    String url,
    @Nullable String username,
    @Nullable Secret password,
    @Nullable TlsConfig tls,
    boolean plainRegistry,
    boolean allowOtherHost,
    long maxBody)
    implements TargetConfig {
  static final String KIND = "jmx";

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String address() {
    return JmxAddress.parse(url).place();
  }

  @Override
  public List<Secret> credentials() {
    return password == null ? List.of() : List.of(password);
  }

  @Override
  public String toString() {
    return "jmx target " + name;
  }
}
