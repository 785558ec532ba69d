package io.sonde;

import io.sonde.config.load.ConfigLoader;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import io.sonde.targets.TargetKind;
import io.sonde.targets.http.HttpKind;
import io.sonde.targets.jdbc.Drivers;
import io.sonde.targets.jdbc.JdbcKind;
import io.sonde.targets.jmx.JmxKind;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The kinds of target, and the address of Sonde itself, which the kind {@code http} needs.
 * Thread-safe.
 *
 * <p>A new kind is one entry in {@link #of}.
 */
public final class Kinds {
  private final List<TargetKind> all;
  private final LocalAddress local;

  private Kinds(List<TargetKind> all, LocalAddress local) {
    this.all = List.copyOf(all);
    this.local = local;
  }

  /** The kinds of Sonde, with the drivers of the class path. */
  public static Kinds onClassPath() {
    return of(Drivers.onClassPath());
  }

  /**
   * The kinds of Sonde.
   *
   * @param drivers of databases
   */
  public static Kinds of(Drivers drivers) {
    LocalAddress local = new LocalAddress();
    return new Kinds(List.of(new JdbcKind(drivers), new HttpKind(local), new JmxKind()), local);
  }

  /** These kinds and one more. */
  public Kinds with(TargetKind kind) {
    return new Kinds(Stream.concat(all.stream(), Stream.of(kind)).toList(), local);
  }

  /** In the order of the manual. */
  public List<TargetKind> all() {
    return all;
  }

  /** A loader of configurations with targets of these kinds. */
  public ConfigLoader loader(Map<String, String> environment, Map<String, String> properties) {
    return new ConfigLoader(environment, properties, all);
  }

  /**
   * Makes the target of a configuration; it does not connect.
   *
   * @throws IllegalArgumentException when its kind is none of these
   */
  public Target open(TargetConfig config) {
    return all.stream()
        .filter(kind -> kind.key().equals(config.kind()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown kind of target " + config.kind()))
        .open(config.connection());
  }

  LocalAddress local() {
    return local;
  }
}
