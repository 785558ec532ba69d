package io.sonde;

import io.sonde.targets.Target;
import io.sonde.targets.http.HttpTarget;
import io.sonde.targets.jdbc.Drivers;
import io.sonde.targets.jdbc.JdbcTarget;
import io.sonde.targets.jmx.JmxTarget;

import io.sonde.targets.TargetConfig;
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
      case TargetConfig.Jdbc jdbc -> new JdbcTarget(jdbc, drivers);
      case TargetConfig.Http http -> new HttpTarget(http, base(http));
      case TargetConfig.Jmx jmx -> new JmxTarget(jmx);
    };
  }

  private Supplier<URI> base(TargetConfig.Http http) {
    return http.url().equals(TargetConfig.Http.LOCAL) ? local : http::url;
  }
}
