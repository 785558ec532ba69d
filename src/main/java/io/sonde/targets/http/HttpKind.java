package io.sonde.targets.http;

import io.sonde.targets.QueryConfig;
import io.sonde.targets.Target;
import io.sonde.targets.TargetConfig;
import io.sonde.targets.TargetKind;
import io.sonde.targets.http.config.HttpConfig;
import io.sonde.targets.http.config.HttpQueryConfig;
import io.sonde.targets.http.config.HttpQueryKeys;
import io.sonde.targets.http.config.HttpTargetKeys;
import io.sonde.yaml.Key;
import io.sonde.yaml.Section;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** HTTP APIs. Thread-safe. */
public final class HttpKind implements TargetKind {
  private final Supplier<URI> local;

  /**
   * @param local the address of Sonde itself; requested at each read, since the port may be bound
   *     later
   */
  public HttpKind(Supplier<URI> local) {
    this.local = local;
  }

  @Override
  public String key() {
    return HttpConfig.KIND;
  }

  @Override
  public String meaning() {
    return "An HTTP API.";
  }

  @Override
  public List<Key<?>> targetKeys() {
    return HttpTargetKeys.ALL;
  }

  @Override
  public List<Key<?>> queryKeys() {
    return HttpQueryKeys.ALL;
  }

  @Override
  public TargetConfig readTarget(String name, Section connection) {
    return HttpTargetKeys.read(name, connection);
  }

  @Override
  public QueryConfig readQuery(Section collector) {
    return HttpQueryKeys.read(collector);
  }

  @Override
  public Optional<String> fieldProblem(QueryConfig query, String field) {
    return query instanceof HttpQueryConfig http && !isParameter(http, field)
        ? http.format().fieldProblem(field)
        : Optional.empty();
  }

  private static boolean isParameter(HttpQueryConfig query, String field) {
    return !query.parameters().isEmpty() && query.parameters().getFirst().containsKey(field);
  }

  @Override
  public Target open(TargetConfig config) {
    if (config instanceof HttpConfig http) {
      return new HttpTarget(
          http, http.url().equals(HttpConfig.LOCAL) ? local : http::url, System.getenv());
    }
    throw new IllegalArgumentException("expected an http target, found " + config);
  }
}
