package io.sonde.web;

import io.helidon.config.Config;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.observe.ObserverConfigBase;
import io.helidon.webserver.observe.spi.Observer;
import io.helidon.webserver.spi.ServerFeature.ServerFeatureContext;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An observer with endpoints and without configuration. The endpoints are on the sockets of
 * Helidon's observe feature and have its weight.
 */
public abstract class EndpointObserver implements Observer {
  private final String name;

  /** An observer of this name and type. */
  protected EndpointObserver(String name) {
    this.name = name;
  }

  /**
   * Adds the endpoints to one socket.
   *
   * @param endpoint makes the path of a name: below the endpoint of the feature, or from the root
   *     when it begins with a slash
   */
  protected abstract void endpoints(HttpRouting.Builder routing, UnaryOperator<String> endpoint);

  @Override
  public final ObserverConfigBase prototype() {
    return new Settings(name);
  }

  @Override
  public final String type() {
    return name;
  }

  @Override
  public final void register(
      ServerFeatureContext context,
      List<HttpRouting.Builder> routings,
      UnaryOperator<String> endpoint) {
    // A feature, so that the routes have the weight of the observe feature.
    HttpFeature routes = routing -> endpoints(routing, endpoint);
    routings.forEach(routing -> routing.addFeature(routes));
  }

  private record Settings(String name) implements ObserverConfigBase {
    @Override
    public boolean enabled() {
      return true;
    }

    @Override
    public Optional<Config> config() {
      return Optional.empty();
    }
  }
}
