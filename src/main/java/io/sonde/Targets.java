package io.sonde;

import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import io.sonde.targets.http.HttpConfig;
import io.sonde.targets.http.HttpTarget;
import io.sonde.targets.jdbc.Drivers;
import io.sonde.targets.jdbc.JdbcConfig;
import io.sonde.targets.jdbc.JdbcTarget;
import io.sonde.targets.jmx.JmxConfig;
import io.sonde.targets.jmx.JmxTarget;
import java.net.URI;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes the targets of a configuration: the one place that knows every kind. Thread-safe. */
public final class Targets implements Function<TargetConfig, Target> {
  private final Drivers drivers;
  private final Supplier<URI> local;

  /**
   * @param drivers of databases
   * @param local where Sonde itself answers HTTP; asked at each read, since it may be bound later
   */
  public Targets(Drivers drivers, Supplier<URI> local) {
    this.drivers = drivers;
    this.local = local;
  }

  /** The target, not connected yet: that happens at its first read. */
  @Override
  public Target apply(TargetConfig config) {
    return switch (config) {
      case JdbcConfig jdbc -> new JdbcTarget(jdbc, drivers);
      case HttpConfig http -> new HttpTarget(http, base(http));
      case JmxConfig jmx -> new JmxTarget(jmx);
      default -> throw new IllegalArgumentException("unknown kind of target " + config.kind());
    };
  }

  private Supplier<URI> base(HttpConfig http) {
    return http.url().equals(HttpConfig.LOCAL) ? local : http::url;
  }
}
